package paloma;

/**
 * <em>Immutable.</em> Why a send did not reach the kernel.
 *
 * Every send is sent, unsent for one of these reasons, in progress, or queued in the outbox.
 */
public enum UnsentReason {
    /**
     * No route to the peer (ENETUNREACH, EHOSTUNREACH); for a client also when ICMP reported it unreachable twice.
     */
    UNREACHABLE,
    /** The kernel or its packet filter refused (EPERM, EACCES). */
    NOT_PERMITTED,
    /** Longer than {@link Limits#sendBytes()}, or than one datagram can be (EMSGSIZE). */
    TOO_BIG,
    /** The peer's port is one that cannot be sent to. */
    PORT,
    /**
     * Any other error of the socket, and any exception in a send: a message that is null or changed by another
     * thread, no memory for a copy.
     */
    OTHER,
    /** The calling thread's stack was nearly exhausted. Nothing was tried. */
    STACK,
    /** The outbox holds {@link Limits#outboxDatagrams()} or {@link Limits#outboxBytes()} already. */
    OUTBOX_FULL,
    /**
     * The peer is not validated and would get more than its share (RFC 9000 §8; {@link Limits#amplification()}). A
     * session's first refusal sends one empty datagram, which counts as a send.
     */
    AMPLIFICATION,
    /** The session has ended, its {@code onClose} included. */
    SESSION_GONE,
    /** The socket was closed first. */
    CLOSED
}
