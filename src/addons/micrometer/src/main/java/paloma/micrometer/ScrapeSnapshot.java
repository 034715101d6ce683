package paloma.micrometer;

import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import paloma.ServerStatus;

/**
 * <em>Any thread.</em> One status of a server for all meters that are read in one scrape.
 *
 * <p>A registry gives no signal at the start of a scrape, but reads each meter once per scrape, on one thread. So each thread
 * has a status of its own, replaced when a meter is read that this status was read for already. A status is also replaced
 * when the thread has read no meter for more than a second, for callers that read single meters. Its age is not limited: a
 * scrape on a busy machine may take longer.
 */
final class ScrapeSnapshot {
    private static final long MAX_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<ServerStatus> source;
    private final LongSupplier nanos;
    private final ThreadLocal<Scrape> scrapes = ThreadLocal.withInitial(Scrape::new);

    /** @param nanos a monotonic clock */
    ScrapeSnapshot(Supplier<ServerStatus> source, LongSupplier nanos) {
        this.source = source;
        this.nanos = nanos;
    }

    /** The status of the calling thread's scrape, for the meter of this number, 0 or more. */
    ServerStatus read(int meter) {
        Scrape scrape = scrapes.get();
        long now = nanos.getAsLong();
        if (!scrape.covers(meter, now)) {
            scrape.begin(source.get());
        }
        return scrape.read(meter, now);
    }

    /** <em>Any thread.</em> The scrape of one thread. Static, so that the thread does not keep the source reachable. */
    private static final class Scrape {
        private final BitSet read = new BitSet();
        private ServerStatus status;
        private long readAt;

        boolean covers(int meter, long now) {
            return status != null && !read.get(meter) && now - readAt <= MAX_PAUSE_NANOS;
        }

        void begin(ServerStatus taken) {
            status = taken;
            read.clear();
        }

        ServerStatus read(int meter, long now) {
            read.set(meter);
            readAt = now;
            return status;
        }
    }
}
