package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import paloma.lifecycle.Deadline;

/** A task without a socket: its turns, its deadline, and its end. */
class ReactorTaskTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 8080);
    private static final Endpoint.Bounds BOUNDS = new Endpoint.Bounds(3, 100, 10_000);

    private final HandReactor reactor = new HandReactor();
    private final RecordedTask task = new RecordedTask();

    /** Schedules the task, with {@code deadline} read after its first turn, at 0. */
    private void scheduleWith(long deadline) {
        task.deadline = deadline;
        reactor.schedule(task);
        reactor.turnAt(0);
        assertEquals(List.of("turn at 0"), task.takeEvents());
    }

    @Test
    void scheduledTaskGetsAFirstTurnAndWakesTheLoopOnce() {
        int before = reactor.poller().wakeups();
        reactor.schedule(task);
        assertEquals(before + 1, reactor.poller().wakeups());
        reactor.turnAt(5);
        assertEquals(List.of("turn at 5"), task.takeEvents());
        reactor.turnAt(6);
        assertEquals(List.of(), task.takeEvents());
        assertEquals(Deadline.NEVER, reactor.wouldWaitNanos());
    }

    @Test
    void turnStartsAtTheDeadlineAndNotBefore() {
        scheduleWith(100);
        reactor.turnAt(40);
        assertEquals(60, reactor.wouldWaitNanos());
        reactor.turnAt(99);
        assertEquals(List.of(), task.takeEvents());
        reactor.turnAt(100);
        assertEquals(List.of("turn at 100"), task.takeEvents());
    }

    @Test
    void deadlineIsReadAgainAfterEachTurn() {
        scheduleWith(100);
        task.duringTurn = () -> task.deadline += 100;
        reactor.turnAt(100);
        reactor.turnAt(199);
        reactor.turnAt(200);
        assertEquals(List.of("turn at 100", "turn at 200"), task.takeEvents());
    }

    @Test
    void wokenTaskGetsOneTurnAndAnEarlierDeadline() {
        scheduleWith(100);
        task.deadline = 50;
        task.wake();
        task.wake();
        reactor.turnAt(10);
        assertEquals(List.of("turn at 10"), task.takeEvents());
        reactor.turnAt(50);
        assertEquals(List.of("turn at 50"), task.takeEvents());
    }

    @Test
    void wakeUpDuringATurnStartsAnotherTurn() {
        task.duringTurn = () -> {
            task.duringTurn = () -> {};
            task.wake();
        };
        reactor.schedule(task);
        reactor.turnAt(1);
        reactor.turnAt(2);
        reactor.turnAt(3);
        assertEquals(List.of("turn at 1", "turn at 2"), task.takeEvents());
    }

    @Test
    void deadlinesOfTasksAndSocketsExpireInOrder() {
        Recorder protocol = new Recorder();
        protocol.deadline = 100;
        reactor.serve(new MemoryTransport(LOCAL), BOUNDS, protocol);
        scheduleWith(200);
        protocol.takeEvents();
        reactor.turnAt(10);
        assertEquals(90, reactor.wouldWaitNanos());
        protocol.deadline = 300;
        reactor.turnAt(100);
        assertEquals(List.of("caught up at 100", "turn at 100"), protocol.takeEvents());
        assertEquals(List.of(), task.takeEvents());
        task.deadline = Deadline.NEVER;
        reactor.turnAt(200);
        assertEquals(List.of("turn at 200"), task.takeEvents());
        assertEquals(List.of(), protocol.takeEvents());
        reactor.turnAt(210);
        assertEquals(90, reactor.wouldWaitNanos());
    }

    @Test
    void wokenTaskTurnsAfterTheSocketsThatAreReady() {
        Recorder protocol = new Recorder();
        MemoryTransport socket = new MemoryTransport(LOCAL);
        reactor.serve(socket, BOUNDS, protocol);
        reactor.schedule(task);
        reactor.settle();
        protocol.takeEvents();
        task.takeEvents();
        socket.arrives(LOCAL, "answer");
        task.wake();
        task.duringTurn = () -> protocol.events.add("task");
        reactor.turnAt(1);
        assertEquals(List.of("datagram answer", "caught up at 1", "turn at 1", "task"), protocol.takeEvents());
    }

    @Test
    void closedTaskEndsOnceAfterItsNextTurn() {
        scheduleWith(100);
        task.close();
        task.close();
        assertEquals(List.of(), task.takeEvents());
        reactor.turnAt(1);
        assertEquals(List.of("turn at 1", "closed"), task.takeEvents());
        assertNull(task.cause);
        task.close();
        task.wake();
        reactor.settleAt(500);
        assertEquals(List.of(), task.takeEvents());
        assertEquals(Deadline.NEVER, reactor.wouldWaitNanos());
    }

    @Test
    void taskClosedInItsTurnEndsWithThatTurn() {
        task.duringTurn = task::close;
        reactor.schedule(task);
        reactor.settle();
        assertEquals(List.of("turn at 0", "closed"), task.takeEvents());
    }

    @Test
    void unscheduledTaskIsClosedAtOnceAndGetsNoTurn() {
        task.wake();
        task.close();
        assertEquals(List.of("closed"), task.takeEvents());
        reactor.schedule(task);
        reactor.settle();
        assertEquals(List.of(), task.takeEvents());
    }

    @Test
    void taskIsScheduledOnce() {
        reactor.schedule(task);
        assertThrows(IllegalStateException.class, () -> reactor.schedule(task));
        Endpoint endpoint = reactor.open(new MemoryTransport(LOCAL), BOUNDS);
        assertThrows(IllegalStateException.class, () -> reactor.schedule(endpoint));
        reactor.settle();
        assertEquals(List.of("turn at 0"), task.takeEvents());
    }

    @Test
    void closedReactorSchedulesNoTask() {
        reactor.reactor().close();
        assertThrows(IllegalStateException.class, () -> reactor.schedule(task));
        assertEquals(List.of(), task.takeEvents());
    }

    @Test
    void closedReactorClosesEveryTaskWithoutACause() throws Exception {
        Reactor started = Reactor.start("reactor-under-test", true);
        started.schedule(task);
        started.close();
        started.thread().join();
        task.close();
        assertEquals("closed", task.events.get(task.events.size() - 1));
        assertEquals(1, task.events.stream().filter("closed"::equals).count());
        assertNull(task.cause);
    }

    /** The second task is scheduled in the last turn, and is pending at the reactor's end. */
    @Test
    void errorInATaskClosesAllTasksAndSocketsWithThatCause() throws Exception {
        Error bug = new Error("a bug");
        Reactor started = Reactor.start("reactor-under-test", true);
        Recorder protocol = new Recorder();
        Endpoint endpoint = started.bind(new InetSocketAddress("127.0.0.1", 0), 65_536, BOUNDS);
        endpoint.start(protocol);
        RecordedTask second = new RecordedTask();
        task.duringTurn = () -> {
            started.schedule(second);
            throw bug;
        };
        started.schedule(task);
        started.thread().join();
        assertSame(bug, task.cause);
        assertSame(bug, protocol.cause);
        assertSame(bug, second.cause);
        assertEquals(List.of("closed"), second.events);
        assertEquals(1, task.events.stream().filter("closed"::equals).count());
        assertTrue(task.isClosed());
    }

    @Test
    void turnOfAWokenTaskAllocatesNothing() throws IOException {
        int turns = 100_000;
        Reactor idle = new Reactor("not started", new IdlePoller(), () -> 0);
        CountedTurns counted = new CountedTurns();
        idle.schedule(counted);
        wake(idle, counted, turns);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        wake(idle, counted, turns);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(2 * turns, counted.turns);
        assertTrue(bytes < turns, bytes + " bytes in " + turns + " turns");
    }

    private static void wake(Reactor reactor, ReactorTask woken, int turns) throws IOException {
        for (int i = 0; i < turns; i++) {
            woken.wake();
            reactor.turn();
        }
    }

    private static final class CountedTurns extends ReactorTask {
        private int turns;

        @Override
        protected void onTurn(long now) {
            turns++;
        }

        @Override
        protected long deadline() {
            return Deadline.NEVER;
        }

        @Override
        protected void onClosed(Throwable cause) {}
    }

    private static final class IdlePoller implements Poller {
        @Override
        public void register(Transport transport, Endpoint endpoint) {}

        @Override
        public void poll(LongSupplier timeout, Ready ready) {
            timeout.getAsLong();
        }

        @Override
        public void wakeup() {}

        @Override
        public long rebuilds() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
