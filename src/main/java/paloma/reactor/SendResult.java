package paloma.reactor;

/** <em>Immutable.</em> The outcome of a send. */
public enum SendResult {
    /** Taken by the kernel. */
    SENT,
    /** Queued in the outbox until the kernel has room. */
    QUEUED,
    /** Refused; the reason was counted. */
    REFUSED
}
