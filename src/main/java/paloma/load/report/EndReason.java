package paloma.load.report;

/** <em>Immutable.</em> Why a run ended, in ascending severity. */
public enum EndReason {
    /** Every message has an outcome. */
    DONE,
    /** The server sent its goodbye. */
    SERVER_LEFT,
    /** An ICMP error reported that the server is not listening or that its messages are filtered. */
    UNREACHABLE,
    /** The run exceeded its maximum duration. */
    OVERDUE,
    /** A signal or {@code stop} ended it. */
    STOPPED
}
