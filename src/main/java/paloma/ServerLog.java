package paloma;

import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLong;

/** <em>Any thread.</em> The log records of {@link ServerListener}. */
final class ServerLog {
    private static final long HANDLER_ERROR_INTERVAL_NANOS = 1_000_000_000L;
    private static final System.Logger LOG = System.getLogger("paloma");
    private static final AtomicLong nextHandlerErrorAt = new AtomicLong(System.nanoTime());
    private static final AtomicLong suppressedHandlerErrors = new AtomicLong();

    private ServerLog() {}

    static void receiveBufferCut(int grantedBytes, int requestedBytes) {
        LOG.log(
                Level.WARNING,
                "the receive buffer is " + grantedBytes + " bytes instead of " + requestedBytes
                        + ": the kernel may drop bursts");
    }

    static void limitsLowered(Limits granted, Limits requested) {
        StringJoiner lowered = new StringJoiner(", ", "limits lowered to fit the heap: ", "");
        for (Limits.Bound bound : Limits.Bound.values()) {
            if (granted.get(bound) < requested.get(bound)) {
                lowered.add(bound + " " + granted.get(bound) + " instead of " + requested.get(bound));
            }
        }
        LOG.log(Level.WARNING, lowered.toString());
    }

    static void workersStuck(int stuck, int workers) {
        if (stuck == 0) {
            LOG.log(Level.INFO, "no worker is stuck any more");
        } else {
            LOG.log(Level.WARNING, stuck + " of " + workers + " workers have run one handler call for 10 s or longer");
        }
    }

    /** At most one record per second, with the number of those left out. */
    static void handlerError(Session session, Throwable error) {
        long now = System.nanoTime();
        long next = nextHandlerErrorAt.get();
        if (now - next < 0 || !nextHandlerErrorAt.compareAndSet(next, now + HANDLER_ERROR_INTERVAL_NANOS)) {
            suppressedHandlerErrors.incrementAndGet();
            return;
        }
        long more = suppressedHandlerErrors.getAndSet(0);
        LOG.log(
                Level.WARNING,
                "handler threw in session " + session.id() + (more == 0 ? "" : " (and " + more + " more before)"),
                error);
    }

    static void answersRefused(long sessions, InetSocketAddress latest) {
        LOG.log(
                Level.WARNING,
                "sessions refused an answer because their peer is not validated: " + sessions + ", the latest "
                        + AddressText.of(latest)
                        + ". Until a peer sends again, it gets a multiple of the bytes received from it"
                        + " (Limits.amplification, RFC 9000 §8). Have peers answer the empty datagram that each was sent, as"
                        + " Client does; or use Session.push for messages that are not answers");
    }

    static void failed(Throwable cause) {
        LOG.log(Level.ERROR, "the server was closed by an error", cause);
    }
}
