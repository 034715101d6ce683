package paloma.server;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import paloma.AddressText;
import paloma.session.PeerSession;

/**
 * <em>Any thread.</em> Logs sessions that were refused an answer by the amplification limit, each once.
 * Any thread adds; only the maintenance thread calls {@link #check} and {@link #flush}. At most one warning a minute.
 */
final class AmplificationWarnings {
    private static final int INTERVAL_SECONDS = 60;

    private final AtomicLong sessions = new AtomicLong();
    private volatile InetSocketAddress latest;

    // Confined to the maintenance thread.
    private long reported;
    private int secondsSinceWarning = INTERVAL_SECONDS;

    /** {@code session} was refused an answer for the first time. */
    void add(PeerSession session) {
        latest = session.remoteAddress();
        sessions.getAndIncrement();
    }

    /** Logs new refusals if the interval has passed; called once a second. */
    void check(Consumer<String> warnings) {
        secondsSinceWarning = Math.min(INTERVAL_SECONDS, secondsSinceWarning + 1);
        if (secondsSinceWarning == INTERVAL_SECONDS) {
            flush(warnings);
        }
    }

    /** Logs refusals that were not logged yet. */
    void flush(Consumer<String> warnings) {
        long known = sessions.get();
        if (known > reported) {
            warnings.accept("peers that were refused an answer because they have not returned: " + (known - reported)
                    + ", the latest " + AddressText.of(latest)
                    + ". Until it sends again, a peer gets a multiple of what came from it"
                    + " (Limits.amplification, RFC 9000 §8). Have peers answer the empty datagram that each was sent, as"
                    + " Client does; or use Session.push for what no datagram of theirs brings about");
            reported = known;
            secondsSinceWarning = 0;
        }
    }
}
