package paloma.session;

/** One waiting message. Who may touch it when, {@link Mailbox} says. */
class Message {
    byte[] bytes;
    Message next;

    Message() {}

    Message(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Lets go what it holds. */
    final void clear() {
        bytes = null;
        next = null;
    }
}
