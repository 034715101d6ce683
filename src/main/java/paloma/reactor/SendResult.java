package paloma.reactor;

/** <em>Immutable.</em> The outcome of a send. */
public enum SendResult {
    /** The kernel has it. */
    SENT,
    /** It waits in the outbox for room in the kernel. */
    QUEUED,
    /** It was refused, for a reason that was counted. */
    REFUSED
}
