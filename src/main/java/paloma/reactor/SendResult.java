package paloma.reactor;

/** <em>Immutable.</em> The outcome of a send. */
public enum SendResult {
    /** The kernel accepted the datagram. */
    SENT,
    /** The datagram is in the outbox. */
    QUEUED,
    /** The datagram was refused, and its reason counted. */
    REFUSED
}
