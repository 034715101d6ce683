package paloma.load.report;

/** <em>Immutable.</em> Why a run ended, the weightier the later. */
public enum EndReason {
    /** Every client had its turn. */
    DONE,
    /** The server said that it stops. */
    SERVER_LEFT,
    /** The server's host said that no one listens, or it or a router that messages are not let through (ICMP). */
    UNREACHABLE,
    /** The run took longer than all its timeouts together. */
    OVERDUE,
    /** Someone asked for it. */
    STOPPED
}
