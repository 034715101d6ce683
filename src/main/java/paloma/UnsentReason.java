package paloma;

/**
 * <em>Immutable.</em> Why a send did not reach the kernel.
 * Every send is sent, unsent for one of these reasons, in progress, or queued in the outbox.
 */
public enum UnsentReason {
    /**
     * No route to the peer (ENETUNREACH, EHOSTUNREACH); for a client also two consecutive ICMP errors.
     */
    UNREACHABLE,
    /** The kernel or its packet filter refused (EPERM, EACCES). */
    NOT_PERMITTED,
    /** Longer than {@link Limits#sendBytes()}, or than one datagram can be (EMSGSIZE). */
    TOO_BIG,
    /** The peer's port is 0. */
    PORT,
    /**
     * Any other socket error, or an exception: a null message, a message that another thread changes, no memory for a
     * copy.
     */
    OTHER,
    /** The calling thread's stack was nearly exhausted; the send was not attempted. */
    STACK,
    /** The outbox holds {@link Limits#outboxDatagrams()} or {@link Limits#outboxBytes()} already. */
    OUTBOX_FULL,
    /**
     * The peer's address is not validated, and the answer exceeds its limit (RFC 9000 §8; {@link
     * Limits#amplification()}).
     * On the first such refusal a session sends one empty datagram, which counts as a separate send.
     */
    AMPLIFICATION,
    /** The session has ended, its {@code onClose} included. */
    SESSION_GONE,
    /** The socket was closed before the send. */
    CLOSED
}
