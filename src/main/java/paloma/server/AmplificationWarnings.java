package paloma.server;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import paloma.ServerListener;
import paloma.lifecycle.ListenerCall;
import paloma.session.PeerSession;

/**
 * <em>Any thread.</em> Reports sessions that were refused an answer by the amplification limit, each once.
 * Any thread adds; only the maintenance thread calls {@link #check} and {@link #flush}. At most one report a minute.
 */
final class AmplificationWarnings {
    private static final int INTERVAL_SECONDS = 60;

    private final AtomicLong sessions = new AtomicLong();
    private volatile InetSocketAddress latest;

    // Confined to the maintenance thread.
    private long reported;
    private int secondsSinceReport = INTERVAL_SECONDS;

    /** {@code session} was refused an answer for the first time. */
    void add(PeerSession session) {
        latest = session.remoteAddress();
        sessions.getAndIncrement();
    }

    /** Reports new refusals if the interval has passed; called once a second. */
    void check(ServerListener listener) {
        secondsSinceReport = Math.min(INTERVAL_SECONDS, secondsSinceReport + 1);
        if (secondsSinceReport == INTERVAL_SECONDS) {
            flush(listener);
        }
    }

    /** Reports refusals that were not reported yet. */
    void flush(ServerListener listener) {
        long known = sessions.get();
        if (known > reported) {
            long refused = known - reported;
            reported = known;
            secondsSinceReport = 0;
            ListenerCall.run(() -> listener.onAnswersRefused(refused, latest));
        }
    }
}
