package paloma;

/**
 * <em>Immutable.</em> Why a received datagram was dropped.
 * Every received datagram is accepted, a keep-alive, or dropped for one of these reasons.
 */
public enum DropReason {
    /** Longer than {@link Limits#receiveBytes()}. */
    OVERSIZE,
    /** Source port 0, to which nothing can be sent (RFC 768 allows it for "no reply expected"). */
    SOURCE_PORT_ZERO,
    /** Source port below {@link Limits#lowestSourcePort()}: most likely a service, not a client (CVE-2024-2169). */
    SOURCE_PORT_RESERVED,
    /**
     * The source is this server's own socket, at a current address of the machine: forged, with or without a
     * session.
     */
    SOURCE_IS_SELF,
    /** The source is a multicast, broadcast or unspecified address: forged (RFC 1122 §3.2.1.3). */
    SOURCE_NOT_UNICAST,
    /** The {@link Filter} refused it. */
    FILTERED,
    /** The {@link Filter} threw. */
    FILTER_THREW,
    /** An empty datagram, a keep-alive, from a peer without a session. */
    NO_SESSION,
    /** Above {@link Limits#messagesPerSecond()} of its source; it opens no session. */
    RATE_LIMITED,
    /** The table holds {@link Limits#sessions()} sessions, none of which can be evicted. */
    TOO_MANY_SESSIONS,
    /** The address holds {@link Limits#sessionsPerAddress()} sessions already. */
    TOO_MANY_FROM_ADDRESS,
    /** {@link Limits#mailboxMessages()} messages of this session wait already. */
    MAILBOX_FULL,
    /** {@link Limits#backlogMessages()} or {@link Limits#backlogBytes()} of all sessions together wait already. */
    BACKLOG_FULL,
    /** Another thread closed its session between look-up and hand-over. */
    SESSION_CLOSING,
    /** The server is stopping and accepts no messages. */
    DRAINING,
    /** An {@link Error}, such as an exhausted heap, ended the server while it handled the datagram. */
    SERVER_FAILED
}
