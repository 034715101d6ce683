package paloma.server;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import paloma.AddressText;
import paloma.session.PeerSession;

/**
 * <em>Any thread.</em> Logs that sessions were refused an answer because their peers are not validated.
 *
 * The reactor and workers add each session once; the maintenance thread logs one warning a minute at most, with the remedy.
 */
final class AmplificationWarnings {
    private static final int INTERVAL_SECONDS = 60;

    private final AtomicLong sessions = new AtomicLong();
    private volatile InetSocketAddress latest;

    // Owned by the housekeeper.
    private long reported;
    private int secondsSinceWarning = INTERVAL_SECONDS;

    /** {@code session} was refused an answer for the first time. */
    void add(PeerSession session) {
        latest = session.remoteAddress();
        sessions.getAndIncrement();
    }

    /** One look; there is one a second. */
    void check(Consumer<String> warnings) {
        secondsSinceWarning = Math.min(INTERVAL_SECONDS, secondsSinceWarning + 1);
        if (secondsSinceWarning == INTERVAL_SECONDS) {
            flush(warnings);
        }
    }

    /** The last look: what was not told yet is told now. */
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
