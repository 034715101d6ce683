package paloma.session;

/** <em>Worker-owned while running.</em> One waiting message; {@link Mailbox} defines its owner at each time. */
class Message {
    byte[] bytes;
    Message next;

    Message() {}

    Message(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Clears all references. */
    final void clear() {
        bytes = null;
        next = null;
    }
}
