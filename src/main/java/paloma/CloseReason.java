package paloma;

/** <em>Immutable.</em> Why a session ended. The first reason wins; a session has exactly one. */
public enum CloseReason {
    /** {@link Session#close()} was called, by the handler or by another thread. */
    CLOSED,
    /** Nothing was received from the peer for the idle timeout. */
    IDLE,
    /** The session table was full, and a new session took the place. */
    EVICTED,
    /** The server is stopping. */
    STOPPING
}
