package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import paloma.lifecycle.Deadline;

class WakeUpTest {
    private static final Endpoint.Bounds BOUNDS = new Endpoint.Bounds(3, 100, 10_000);

    private final HandReactor reactor = new HandReactor();
    private final Recorder protocol = new Recorder();
    private final Recorder second = new Recorder();
    private final Endpoint endpoint = serve(protocol);
    private final Endpoint other = serve(second);

    private Endpoint serve(Recorder recorder) {
        return reactor.serve(new MemoryTransport(new InetSocketAddress("127.0.0.1", 8080)), BOUNDS, recorder);
    }

    @BeforeEach
    void settle() {
        reactor.settle();
        protocol.takeEvents();
        second.takeEvents();
    }

    @Test
    void oneWakeUpServesAllEarlierRequests() {
        int before = reactor.poller().wakeups();
        endpoint.wake();
        endpoint.wake();
        other.wake();
        assertEquals(before + 1, reactor.poller().wakeups());
        reactor.turnAt(1);
        assertEquals(List.of("caught up at 1", "turn at 1"), protocol.takeEvents());
        assertEquals(List.of("caught up at 1", "turn at 1"), second.takeEvents());
        reactor.turnAt(2);
        assertEquals(List.of(), protocol.takeEvents());
    }

    @Test
    void loopDoesNotWaitAfterAWakeUp() {
        endpoint.wake();
        reactor.turn();
        assertEquals(0, reactor.wouldWaitNanos());
        reactor.turn();
        assertEquals(Deadline.NEVER, reactor.wouldWaitNanos());
    }

    @Test
    void wakeUpDuringATurnStartsAnotherTurn() {
        protocol.duringTurn = () -> {
            protocol.duringTurn = () -> {};
            endpoint.wake();
        };
        endpoint.wake();
        reactor.turnAt(1);
        reactor.turnAt(2);
        assertEquals(List.of("caught up at 1", "turn at 1", "caught up at 2", "turn at 2"), protocol.takeEvents());
        assertEquals(0, reactor.wouldWaitNanos());
    }

    @Test
    void onlyRequestedEndpointsGetATurn() {
        other.wake();
        reactor.turnAt(1);
        assertEquals(List.of(), protocol.takeEvents());
    }
}
