package paloma.reactor;

/** <em>Immutable.</em> The outcome of a send. */
public enum SendResult {
    /** The kernel accepted the datagram. */
    SENT,
    /** The datagram is in a batch; its {@link paloma.net.Peer} learns the outcome. */
    STAGED,
    /** The datagram is in the outbox. */
    QUEUED,
    /** The datagram was refused, and its reason counted. */
    REFUSED
}
