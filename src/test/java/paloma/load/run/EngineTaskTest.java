package paloma.load.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import paloma.lifecycle.Deadline;
import paloma.load.engine.LoadEngine;
import paloma.load.plan.ClientRange;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Plan;
import paloma.load.plan.Plans;
import paloma.load.report.EndReason;
import paloma.reactor.Endpoint.SendResult;
import paloma.reactor.HandReactor;

/** The task without sockets, on a reactor whose clock is the engine's. */
class EngineTaskTest {
    private static final long MS = 1_000_000;

    private final HandReactor reactor = new HandReactor();
    private final List<Integer> sent = new ArrayList<>();
    private final List<ByteBuffer> messages = new ArrayList<>();
    // Each client sends two messages, 10 ms after the answer to the last one.
    private final Plan plan = Plans.of(2, LoadProfile.turns(2, Duration.ofMillis(10)));
    private final ClientRange range = new ClientRange(0, 2);
    private final LoadEngine engine =
            new LoadEngine(plan, range, reactor::now, this::send, ResultRecorderTest.recorder(plan));
    private final EngineTask task = new EngineTask(engine, new ClientSockets(plan, range));

    private SendResult send(int client, ByteBuffer message) {
        sent.add(client);
        messages.add(UTF_8.encode(Plans.PREFIX + UTF_8.decode(message)));
        return SendResult.SENT;
    }

    private void startAt(long nanos) {
        reactor.schedule(task);
        reactor.settleAt(nanos);
        task.start(false);
    }

    @Test
    void theWakeUpIsAtTheDueTimeOrOneBatchFromNow() {
        assertEquals(700_000, EngineTask.wakeFor(700_000, 300_000));
        assertEquals(500_000, EngineTask.wakeFor(400_000, 300_000));
        assertEquals(500_000, EngineTask.wakeFor(299_999, 300_000));
        assertEquals(Deadline.NEVER, EngineTask.wakeFor(Deadline.NEVER, 300_000));
    }

    @Test
    void nothingIsSentBeforeTheStart() {
        reactor.schedule(task);
        reactor.settleAt(MS);
        assertEquals(List.of(), sent);
        assertEquals(Deadline.NEVER, reactor.wouldWaitNanos());
    }

    @Test
    void messagesAreSentAtTheirDeadlinesWithoutASocket() {
        startAt(7 * MS);
        reactor.settle();
        assertEquals(List.of(0), sent);
        assertEquals(5 * MS, reactor.wouldWaitNanos());
        reactor.settleAt(12 * MS - 1);
        assertEquals(List.of(0), sent);
        reactor.settleAt(12 * MS);
        assertEquals(List.of(0, 1), sent);
    }

    @Test
    void anAnswerThatCausesAnEarlierDeadlineWakesTheTask() {
        startAt(0);
        reactor.settle();
        reactor.settleAt(5 * MS);
        assertEquals(45 * MS, reactor.wouldWaitNanos());
        reactor.clock(6 * MS);
        engine.onDatagram(1, messages.get(1), 6 * MS);
        task.onAnswersProcessed();
        reactor.settle();
        assertEquals(10 * MS, reactor.wouldWaitNanos());
        reactor.settleAt(16 * MS);
        assertEquals(List.of(0, 1, 1), sent);
    }

    @Test
    void theClosedTaskPublishesTheFinalFigures() throws Exception {
        startAt(0);
        reactor.settle();
        engine.end().end(EndReason.STOPPED);
        task.close();
        reactor.settleAt(100 * MS);
        assertEquals(0, task.closeAndPublish());
        assertEquals(1, engine.counts().sent());
        assertEquals(EndReason.STOPPED, engine.end().reason());
    }

    @Test
    void theFailureOfASocketEndsTheRunWithoutAResult() {
        startAt(0);
        reactor.settle();
        Exception broken = new Exception("broken");
        task.fail(broken);
        task.close();
        reactor.settle();
        assertEquals(EndReason.STOPPED, engine.end().reason());
        assertSame(
                broken,
                assertThrows(IllegalStateException.class, task::closeAndPublish).getCause());
    }
}
