package paloma;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;

/** <em>Any thread.</em> Logs the default {@link Handler#onError}: at most one record per second, with a count. */
final class HandlerErrorLog {
    private static final long INTERVAL_NANOS = 1_000_000_000L;
    private static final System.Logger LOG = System.getLogger("paloma");
    private static final AtomicLong nextLogAt = new AtomicLong(System.nanoTime());
    private static final AtomicLong suppressed = new AtomicLong();

    private HandlerErrorLog() {}

    static void log(Session session, Throwable error) {
        long now = System.nanoTime();
        long until = nextLogAt.get();
        if (now - until < 0 || !nextLogAt.compareAndSet(until, now + INTERVAL_NANOS)) {
            suppressed.incrementAndGet();
            return;
        }
        long more = suppressed.getAndSet(0);
        LOG.log(
                Level.WARNING,
                "handler threw in session " + session.id() + (more == 0 ? "" : " (and " + more + " more before)"),
                error);
    }
}
