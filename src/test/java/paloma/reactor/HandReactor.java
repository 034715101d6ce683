package paloma.reactor;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A reactor without a thread or a clock: the test sets the time and runs each turn. */
public final class HandReactor {
    private static final int MAX_TURNS = 10_000;

    private final MemoryPoller poller = new MemoryPoller();
    private final Reactor reactor = new Reactor("turned by hand", poller, this::now);
    private long now;

    /** Registers {@code transport}, served from the next turn on. */
    public Endpoint serve(MemoryTransport transport, Endpoint.Bounds bounds, DatagramProtocol protocol) {
        Endpoint endpoint = open(transport, bounds);
        start(endpoint, protocol);
        return endpoint;
    }

    /** An endpoint that is served from its start on. */
    public Endpoint open(MemoryTransport transport, Endpoint.Bounds bounds) {
        return reactor.open(transport, bounds);
    }

    public void start(Endpoint endpoint, DatagramProtocol protocol) {
        try {
            endpoint.start(protocol);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Schedules the first turn of a task without a socket. */
    public void schedule(ReactorTask task) {
        reactor.schedule(task);
    }

    /** The time of the simulated clock, in nanoseconds. */
    public long now() {
        return now;
    }

    /** Sets the clock without turning. */
    public void clock(long nanos) {
        now = nanos;
    }

    /** One turn at the current time. */
    public void turn() {
        try {
            reactor.turn();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One turn at {@code nanos}. */
    public void turnAt(long nanos) {
        now = nanos;
        turn();
    }

    /** Turns until the loop would wait. */
    public void settle() {
        for (int i = 0; i < MAX_TURNS; i++) {
            turn();
            if (poller.wasIdle()) {
                return;
            }
        }
        fail("the loop does not come to rest");
    }

    /** {@link #settle} at {@code nanos}. */
    public void settleAt(long nanos) {
        now = nanos;
        settle();
    }

    /** The timeout of the last poll, in nanoseconds. */
    public long wouldWaitNanos() {
        return poller.wouldWaitNanos();
    }

    MemoryPoller poller() {
        return poller;
    }

    Reactor reactor() {
        return reactor;
    }
}
