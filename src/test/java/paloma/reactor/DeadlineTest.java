package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import paloma.lifecycle.Deadline;

class DeadlineTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 8080);
    private static final Endpoint.Bounds BOUNDS = new Endpoint.Bounds(3, 100, 10_000);

    private final HandReactor reactor = new HandReactor();
    private final Recorder protocol = new Recorder();
    private final Endpoint endpoint = reactor.serve(new MemoryTransport(LOCAL), BOUNDS, protocol);

    @Test
    void turnStartsAtTheDeadlineAndNotBefore() {
        protocol.deadline = 100;
        reactor.turnAt(0);
        protocol.takeEvents();
        reactor.turnAt(40);
        assertEquals(60, reactor.wouldWaitNanos());
        assertEquals(List.of(), protocol.takeEvents());
        reactor.turnAt(99);
        assertEquals(List.of(), protocol.takeEvents());
        reactor.turnAt(100);
        assertEquals(List.of("caught up at 100", "turn at 100"), protocol.takeEvents());
    }

    @Test
    void passedDeadlineStartsATurnAtOnce() {
        protocol.deadline = 100;
        reactor.turn();
        protocol.takeEvents();
        reactor.turnAt(5_000);
        assertEquals(0, reactor.wouldWaitNanos());
        assertEquals(List.of("caught up at 5000", "turn at 5000"), protocol.takeEvents());
    }

    @Test
    void loopWithoutADeadlineWaitsWithoutATimeout() {
        reactor.settle();
        assertEquals(Deadline.NEVER, reactor.wouldWaitNanos());
    }

    @Test
    void earlierDeadlineReplacesALaterOne() {
        protocol.deadline = 100;
        reactor.turn();
        protocol.deadline = 50;
        endpoint.wake();
        reactor.turn();
        protocol.takeEvents();
        reactor.turnAt(50);
        assertEquals(List.of("caught up at 50", "turn at 50"), protocol.takeEvents());
    }

    @Test
    void laterDeadlineReplacesAnEarlierOne() {
        protocol.deadline = 50;
        reactor.turn();
        protocol.deadline = 100;
        reactor.settleAt(99);
        protocol.takeEvents();
        reactor.turnAt(100);
        assertEquals(List.of("caught up at 100", "turn at 100"), protocol.takeEvents());
    }

    @Test
    void replacedDeadlineStartsNoTurn() {
        protocol.deadline = 1_000;
        reactor.turn();
        protocol.deadline = 500;
        endpoint.wake();
        reactor.turn();
        protocol.deadline = Deadline.NEVER;
        reactor.settleAt(500);
        assertEquals(Deadline.NEVER, reactor.wouldWaitNanos());
    }

    @Test
    void deadlineOfAClosedSocketStartsNoTurn() {
        protocol.deadline = 1_000;
        reactor.turn();
        endpoint.close();
        reactor.settle();
        assertEquals(Deadline.NEVER, reactor.wouldWaitNanos());
    }

    @Test
    void deadlinesOfManySocketsExpireInOrder() {
        Recorder late = new Recorder();
        reactor.serve(new MemoryTransport(LOCAL), BOUNDS, late);
        protocol.deadline = 100;
        late.deadline = 200;
        reactor.turn();
        protocol.takeEvents();
        late.takeEvents();
        protocol.deadline = 300;
        reactor.settleAt(100);
        assertEquals(100, reactor.wouldWaitNanos());
        assertEquals(List.of("caught up at 100", "turn at 100"), protocol.takeEvents());
        assertEquals(List.of(), late.takeEvents());
        late.deadline = Deadline.NEVER;
        reactor.settleAt(200);
        assertEquals(List.of("caught up at 200", "turn at 200"), late.takeEvents());
        assertEquals(100, reactor.wouldWaitNanos());
    }
}
