package paloma;

import java.net.InetSocketAddress;

/**
 * <em>Any thread.</em> Receives the events of a server that concern its operator. Each default method logs its event to
 * {@link System.Logger} {@code paloma}.
 *
 * <p>The methods must not block. An exception of a method is logged and has no other effect.
 */
public interface ServerListener {
    /** Logs every event. */
    ServerListener LOGGING = new ServerListener() {};

    /**
     * The kernel granted a smaller receive buffer than requested; it may drop bursts of datagrams.
     * Called once, before the server is returned to the thread that opens it. Logged as a warning.
     */
    default void onReceiveBufferCut(int grantedBytes, int requestedBytes) {
        ServerLog.receiveBufferCut(grantedBytes, requestedBytes);
    }

    /**
     * The heap is too small for the requested bounds; see {@link Limits}.
     * Called once, before the server is returned to the thread that opens it. Logged as a warning.
     *
     * @param granted the bounds in force; at least one is lower than requested
     */
    default void onLimitsLowered(Limits granted, Limits requested) {
        ServerLog.limitsLowered(granted, requested);
    }

    /**
     * More workers than before have run one call of the handler for 10 s or longer, or none any more.
     * Checked once a second. Logged as a warning, except the end.
     *
     * @param stuck the number of such workers; 0 when the last one has returned
     * @param workers the number of all workers
     */
    default void onWorkersStuck(int stuck, int workers) {
        ServerLog.workersStuck(stuck, workers);
    }

    /**
     * A method of the handler threw {@code error} for {@code session}.
     * Called by the thread that called the handler, in the order of the session's calls. Logged as a warning with the stack
     * trace, at most once per second for all servers of the JVM together.
     */
    default void onHandlerError(Session session, Throwable error) {
        ServerLog.handlerError(session, error);
    }

    /**
     * Sessions were refused an answer by {@link Limits#amplification} for the first time.
     * Called at most once a minute, and when the server has closed. Logged as a warning.
     *
     * @param sessions the number of such sessions since the last call, at least 1
     * @param latest the address of the last of them
     */
    default void onAnswersRefused(long sessions, InetSocketAddress latest) {
        ServerLog.answersRefused(sessions, latest);
    }

    /** The server was closed by an error of its own. Called by the reactor thread. Logged as an error. */
    default void onFailed(Throwable cause) {
        ServerLog.failed(cause);
    }
}
