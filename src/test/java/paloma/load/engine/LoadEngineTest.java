package paloma.load.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import paloma.lifecycle.Deadline;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Phase;
import paloma.load.plan.Plan;
import paloma.load.plan.Plans;
import paloma.load.report.Counts;
import paloma.load.report.EndReason;
import paloma.reactor.Endpoint.SendResult;

/** The engine without sockets; the test sets the time. */
class LoadEngineTest {
    private static final long MS = 1_000_000;

    private static final long START = 77;

    private long now = START;
    private SendResult sendResult = SendResult.SENT;
    private long turn;
    private final List<SentMessage> sent = new ArrayList<>();
    private final List<Long> latencies = new ArrayList<>();
    private final List<Long> delays = new ArrayList<>();
    private final List<Integer> lost = new ArrayList<>();
    private final List<Integer> refused = new ArrayList<>();

    @Test
    void messagesAreSentWhenTheyAreDue() {
        LoadEngine engine = scheduled(4, 1_000, Duration.ZERO);
        turnAt(engine, 0);
        assertEquals(1, sent.size());
        turnAt(engine, MS - 1);
        assertEquals(1, sent.size());
        assertEquals(MS, engine.nextDue());
        turnAt(engine, MS);
        assertEquals(2, sent.size());
        turnAt(engine, 2 * MS + 500_000);
        assertEquals(3, sent.size());
        assertEquals(List.of(0L, 0L, 500_000L), delays);
    }

    @Test
    void messagesDelayedByAStallAreSentAndKeepTheirDueTimes() {
        LoadEngine engine = scheduled(4, 1_000, Duration.ZERO);
        turnAt(engine, 0);
        answer(engine, 0);
        turnAt(engine, 5 * MS);
        assertEquals(6, sent.size());
        now += MS;
        for (int i = 1; i < 6; i++) {
            answer(engine, i);
        }
        assertEquals(List.of(0L, 5 * MS, 4 * MS, 3 * MS, 2 * MS, MS), latencies);
        assertEquals(3, counts(engine).behind());
    }

    @Test
    void aMessageIsTransmittedInTheSecondOfItsSending() {
        LoadEngine engine = engine(4, LoadProfile.schedule(10, 10, Duration.ofMillis(1_000), Duration.ofMillis(2_000)));
        turnAt(engine, 1_000 * MS);
        // A stall of a second: ten messages are due before, one now.
        turnAt(engine, 2_050 * MS);
        assertEquals(10, engine.timeline().sentIn(0));
        assertEquals(1, engine.timeline().transmittedIn(0));
        assertEquals(1, engine.timeline().sentIn(1));
        assertEquals(10, engine.timeline().transmittedIn(1));
        // After the schedule, and refused.
        turnAt(engine, 2_850 * MS);
        sendResult = SendResult.REFUSED;
        turnAt(engine, 2_900 * MS);
        sendResult = SendResult.SENT;
        turnAt(engine, 3_300 * MS);
        assertEquals(9, engine.timeline().sentIn(1));
        assertEquals(18, engine.timeline().transmittedIn(1));
        assertEquals(2, engine.timeline().seconds());
    }

    @Test
    void messagesDelayedByAStallInTheWarmUpAreSkipped() {
        LoadEngine engine = scheduled(4, 1_000, Duration.ofMillis(100));
        turnAt(engine, 0);
        turnAt(engine, 10 * MS);
        assertEquals(11, sent.size());
        turnAt(engine, 50 * MS);
        assertEquals(12, sent.size());
        turnAt(engine, 50 * MS + 1);
        assertEquals(12, sent.size());
    }

    @Test
    void lateWarmUpMessagesAreSkippedOverSeveralTurns() {
        LoadEngine engine = scheduled(4, 1_000_000, Duration.ofSeconds(1));
        turnAt(engine, 0);
        for (int i = 0; i < 4; i++) {
            turnAt(engine, 55 * MS);
            assertEquals(1, sent.size());
        }
        turnAt(engine, 55 * MS);
        assertEquals(1 + 32, sent.size());
    }

    @Test
    void afterAStallAcrossTheWarmUpOnlyMeasuredMessagesAreSent() {
        LoadEngine engine = scheduled(4, 1_000, Duration.ofMillis(100));
        turnAt(engine, 0);
        turnAt(engine, 120 * MS);
        assertEquals(1 + 21, sent.size());
        assertEquals(21, counts(engine).sent());
        assertEquals(19, counts(engine).behind());
    }

    @Test
    void clientsSendInTurn() {
        LoadEngine engine = scheduled(4, 1_000, Duration.ZERO);
        for (int i = 0; i < 8; i++) {
            turnAt(engine, i * MS);
        }
        assertEquals(
                List.of(0, 1, 2, 3, 0, 1, 2, 3),
                sent.stream().map(SentMessage::client).toList());
        assertEquals(
                List.of(0, 0, 0, 0, 1, 1, 1, 1),
                sent.stream().map(SentMessage::number).toList());
    }

    @Test
    void warmUpMessagesAreNotCounted() {
        LoadEngine engine = scheduled(1, 1_000, Duration.ofMillis(3));
        for (int i = 0; i < 5; i++) {
            turnAt(engine, i * MS);
        }
        engine.onDatagram(0, bytes("nothing of ours"), turn);
        for (int i = 0; i < 5; i++) {
            answer(engine, i);
        }
        assertEquals(5, sent.size());
        assertEquals(2, counts(engine).sent());
        assertEquals(2, counts(engine).answered());
        assertEquals(1, counts(engine).foreign());
        assertEquals(2, latencies.size());
        assertEquals(2, delays.size());
    }

    @Test
    void foreignDatagramsDuringTheWarmUpAreNotCounted() {
        LoadEngine engine = scheduled(1, 1_000, Duration.ofMillis(3));
        turnAt(engine, 0);
        engine.onDatagram(0, bytes("nothing of ours"), turn);
        answer(engine, 0);
        Plan plan = Plans.of(1, LoadProfile.turns(1, Duration.ZERO));
        String unsent = Plans.PREFIX + UTF_8.decode(new MessageCodec(plan).message(0, 7));
        engine.onDatagram(0, bytes(unsent), turn);
        assertEquals(0, counts(engine).foreign());
        now += 3 * MS;
        engine.onDatagram(0, bytes(unsent), turn);
        assertEquals(1, counts(engine).foreign());
    }

    @Test
    void aRunEndsWhenTheLastMessageIsAnsweredOrExpires() {
        LoadEngine engine = scheduled(2, 10, Duration.ZERO);
        for (int i = 0; i < 10; i++) {
            turnAt(engine, i * 100 * MS);
        }
        assertEquals(10, sent.size());
        assertEquals(Deadline.NEVER, engine.nextDue());
        for (int i = 0; i < 9; i++) {
            answer(engine, i);
        }
        turnAt(engine, 2_850 * MS);
        assertTrue(engine.isRunning(), "the last message is pending");
        turnAt(engine, 2_901 * MS);
        assertDone(engine);
        assertEquals(List.of(4), lost);
        assertEquals(1, counts(engine).lost());
    }

    @Test
    void messagesUnsentOneTimeoutAfterTheScheduleAreSkipped() {
        LoadEngine engine = scheduled(2, 1_000, Duration.ZERO);
        turnAt(engine, 0);
        turnAt(engine, 3_001 * MS);
        assertDone(engine);
        assertEquals(1, sent.size());
        assertEquals(999, counts(engine).skipped());
    }

    @Test
    void aRefusedMessageIsCountedAndTheScheduleContinues() {
        sendResult = SendResult.REFUSED;
        LoadEngine engine = scheduled(1, 1_000, Duration.ZERO);
        turnAt(engine, 0);
        sendResult = SendResult.SENT;
        turnAt(engine, MS);
        assertEquals(1, counts(engine).unsent());
        assertEquals(1, counts(engine).sent());
        assertEquals(List.of(0), refused);
    }

    @Test
    void messagesQueuedForTheKernelAreCounted() {
        LoadEngine engine = scheduled(1, 1_000, Duration.ofMillis(1));
        sendResult = SendResult.QUEUED;
        turnAt(engine, 0);
        assertEquals(0, counts(engine).queued());
        turnAt(engine, MS);
        turnAt(engine, 2 * MS);
        sendResult = SendResult.SENT;
        turnAt(engine, 3 * MS);
        answer(engine, 1);
        assertEquals(2, counts(engine).queued());
        assertEquals(3, counts(engine).sent());
        assertEquals(1, counts(engine).answered());
        assertEquals(0, counts(engine).unsent());
    }

    @Test
    void manyLateMessagesAreSentOverSeveralTurns() {
        LoadEngine engine = scheduled(1, 1_000_000, Duration.ZERO);
        turnAt(engine, 10 * MS);
        assertEquals(32, sent.size());
        turnAt(engine, 10 * MS);
        assertEquals(64, sent.size());
    }

    @Test
    void theScheduleIsCheckedAfterEveryFourthAnswer() {
        LoadEngine engine = scheduled(1, 10_000, Duration.ZERO);
        turnAt(engine, MS);
        assertEquals(11, sent.size());
        now += MS;
        for (int i = 0; i < 3; i++) {
            answer(engine, i);
        }
        assertEquals(11, sent.size());
        answer(engine, 3);
        assertEquals(21, sent.size());
    }

    @Test
    void lateMessagesAreSentBetweenAnswersInSmallBursts() {
        LoadEngine engine = scheduled(1, 1_000_000, Duration.ZERO);
        turnAt(engine, 10 * MS);
        assertEquals(32, sent.size());
        for (int i = 0; i < 4; i++) {
            answer(engine, i);
        }
        assertEquals(32 + 16, sent.size());
    }

    @Test
    void theGoodbyeOfTheServerIsReported() {
        LoadEngine engine = scheduled(1, 1_000, Duration.ZERO);
        turnAt(engine, 0);
        engine.onDatagram(0, bytes(Plans.FAREWELL), turn);
        assertEquals(EndReason.SERVER_LEFT, engine.end().reason());
        assertEquals(0, counts(engine).foreign());
    }

    /** nginx sends an empty datagram to each client when a backend ends. */
    @Test
    void anEmptyDatagramIsNotForeign() {
        LoadEngine engine = scheduled(1, 1_000, Duration.ZERO);
        turnAt(engine, 0);
        engine.onDatagram(0, bytes(""), turn);
        assertEquals(0, counts(engine).foreign());
        answer(engine, 0);
        assertEquals(1, counts(engine).answered());
    }

    @Test
    void aWindowIsKeptFullUntilTheEndTime() {
        Duration second = Duration.ofSeconds(1);
        LoadEngine engine = engine(2, LoadProfile.window(3, Duration.ZERO, Duration.ZERO, second));
        turnAt(engine, 0);
        assertEquals(6, sent.size());
        answer(engine, 0);
        answer(engine, 5);
        assertEquals(8, sent.size());
        assertEquals(sent.get(0).client(), sent.get(6).client());
        now += 1_000 * MS;
        for (int i : new int[] {1, 2, 3, 4, 6, 7}) {
            assertTrue(engine.isRunning(), "messages are pending");
            answer(engine, i);
        }
        assertEquals(8, sent.size());
        assertDone(engine);
        assertEquals(8, counts(engine).answered());
    }

    @Test
    void aLostMessageFreesItsPlaceInTheWindow() {
        LoadEngine engine = engine(1, LoadProfile.window(2, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10)));
        turnAt(engine, 0);
        turnAt(engine, 2_000 * MS);
        assertEquals(4, sent.size());
        assertEquals(2, counts(engine).lost());
    }

    @Test
    void anUnansweredMessageIsPendingUntilItExpires() {
        LoadEngine engine = engine(1, LoadProfile.window(2, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10)));
        turnAt(engine, 0);
        for (int i = 1; i <= 100; i++) {
            answer(engine, i);
        }
        assertEquals(102, sent.size());
        assertEquals(0, counts(engine).lost());
        turnAt(engine, 2_000 * MS - 1);
        assertEquals(102, sent.size());
        turnAt(engine, 2_100 * MS);
        // Both pending messages expire, and a new message is sent for each.
        assertEquals(104, sent.size());
        assertEquals(2, counts(engine).lost());
        assertEquals(List.of(0, 101), lost);
    }

    @Test
    void clientsWithAThinkTimeStartOneAfterTheOther() {
        LoadEngine engine = engine(2, LoadProfile.turns(2, Duration.ofMillis(100)));
        turnAt(engine, 0);
        assertEquals(1, sent.size());
        assertEquals(50 * MS, engine.deadline());
        turnAt(engine, 50 * MS);
        assertEquals(2, sent.size());
        answer(engine, 1);
        now += 10 * MS;
        answer(engine, 0);
        turnAt(engine, 149 * MS);
        assertEquals(2, sent.size());
        turnAt(engine, 150 * MS);
        assertEquals(3, sent.size());
        turnAt(engine, 160 * MS);
        assertEquals(4, sent.size());
        answer(engine, 2);
        answer(engine, 3);
        assertDone(engine);
    }

    @Test
    void anAnswerReadLongAfterTheReadPassBeganIsReadLate() {
        LoadEngine engine = engine(4, LoadProfile.window(1, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1)));
        turnAt(engine, 0);
        now += 5 * MS;
        beginRead(engine);
        answer(engine, 0);
        now += MS;
        answer(engine, 1);
        assertEquals(0, counts(engine).readLate());
        now += 1;
        answer(engine, 2);
        assertEquals(1, counts(engine).readLate());
        beginRead(engine);
        answer(engine, 3);
        assertEquals(1, counts(engine).readLate());
        assertEquals(4, counts(engine).answered());
    }

    @Test
    void anAnswerWithAShortLatencyIsNotReadLate() {
        LoadEngine engine = engine(1, LoadProfile.window(2, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1)));
        turnAt(engine, 0);
        now += MS;
        beginRead(engine);
        now += 2 * MS;
        answer(engine, 0);
        assertEquals(1, counts(engine).readLate());
        now += MS;
        answer(engine, 2);
        assertEquals(1, counts(engine).readLate());
        now += 1;
        answer(engine, 3);
        assertEquals(1, counts(engine).readLate());
    }

    @Test
    void aLateAnswerCanBeReadLateToo() {
        LoadEngine engine = scheduled(1, 10, Duration.ZERO);
        for (int i = 0; i < 10; i++) {
            turnAt(engine, i * 100 * MS);
        }
        turnAt(engine, 2_100 * MS);
        assertEquals(2, counts(engine).lost());
        beginRead(engine);
        answer(engine, 0);
        assertEquals(0, counts(engine).readLate());
        now += 2 * MS;
        answer(engine, 1);
        assertEquals(1, counts(engine).readLate());
        now += 200 * MS;
        answer(engine, 2);
        assertEquals(2, counts(engine).readLate());
        assertEquals(3, counts(engine).late());
    }

    @Test
    void answersReadLateDuringTheWarmUpAreNotCounted() {
        LoadEngine engine = scheduled(1, 1_000, Duration.ofMillis(3));
        beginRead(engine);
        for (int i = 0; i < 4; i++) {
            turnAt(engine, i * MS);
        }
        now += 2 * MS;
        answer(engine, 2);
        assertEquals(0, counts(engine).readLate());
        answer(engine, 3);
        assertEquals(1, counts(engine).readLate());
    }

    /** Sends and receives through an echo in memory, which allocates nothing either. */
    @Test
    void nothingIsAllocatedForAMessage() {
        int clients = 1_000;
        int messages = 200_000;
        Plan plan =
                Plans.of(clients, LoadProfile.schedule(1_000_000, 1_000_000, Duration.ZERO, Duration.ofSeconds(10)));
        MemoryEcho echo = new MemoryEcho(clients);
        LoadEngine engine = new LoadEngine(plan, plan.range(0, 1), () -> now, echo, echo);
        now = 0;
        engine.start();
        now = -1_000;
        for (int i = 0; i < messages; i++) {
            echo.step(engine);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < messages; i++) {
            echo.step(engine);
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(2 * messages, echo.echoed);
        // A few sweeps have published their counts.
        assertTrue(bytes < messages, bytes + " bytes for " + messages + " messages");
    }

    /** Answers each message at once from a reused buffer. */
    private final class MemoryEcho implements MessageSender, OutcomeListener {
        private final ByteBuffer answer = ByteBuffer.allocateDirect(2_048);
        private int client;
        private long echoed;

        MemoryEcho(int clients) {
            client = clients;
        }

        void step(LoadEngine engine) {
            now += 1_000;
            answer.clear();
            engine.turn();
            engine.onDatagram(client, answer.flip(), now);
        }

        @Override
        public SendResult send(int from, ByteBuffer message) {
            client = from;
            for (int i = 0; i < Plans.PREFIX.length(); i++) {
                answer.put((byte) Plans.PREFIX.charAt(i));
            }
            answer.put(message);
            return SendResult.SENT;
        }

        @Override
        public void answered(int phase, int clientNumber, int number, long latencyNanos) {
            echoed += phase;
        }

        @Override
        public void lost(int phase, int clientNumber, int number) {}
    }

    private LoadEngine scheduled(int clients, long rate, Duration warmup) {
        return engine(clients, LoadProfile.schedule(rate, rate, warmup, Duration.ofSeconds(1)));
    }

    private LoadEngine engine(int clients, LoadProfile profile) {
        Plan plan = Plans.of(clients, profile);
        RecordedEvents events = new RecordedEvents();
        LoadEngine engine = new LoadEngine(plan, plan.range(0, 1), () -> now, events, events);
        engine.start();
        return engine;
    }

    private void turnAt(LoadEngine engine, long time) {
        now = START + time;
        engine.turn();
    }

    private static Counts counts(LoadEngine engine) {
        engine.publish();
        return engine.counts();
    }

    private void answer(LoadEngine engine, int index) {
        SentMessage message = sent.get(index);
        engine.onDatagram(message.client(), bytes(Plans.PREFIX + message.text()), turn);
    }

    /** Begins a turn of the reactor, with a keep-alive as its first datagram. */
    private void beginRead(LoadEngine engine) {
        turn++;
        engine.onDatagram(0, bytes(""), turn);
    }

    private static void assertDone(LoadEngine engine) {
        assertEquals(EndReason.DONE, engine.end().reason());
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private final class RecordedEvents implements MessageSender, OutcomeListener {
        @Override
        public SendResult send(int client, ByteBuffer message) {
            if (sendResult != SendResult.REFUSED) {
                sent.add(SentMessage.of(UTF_8.decode(message).toString()));
            }
            return sendResult;
        }

        @Override
        public void answered(int phase, int client, int number, long latencyNanos) {
            if (phase == Phase.COUNTING) {
                latencies.add(latencyNanos);
            }
        }

        @Override
        public void unsent(int phase, int client, int number) {
            refused.add(number);
        }

        @Override
        public void lost(int phase, int client, int number) {
            if (phase == Phase.COUNTING) {
                lost.add(number);
            }
        }

        @Override
        public void delayed(int phase, long nanos) {
            if (phase == Phase.COUNTING) {
                delays.add(nanos);
            }
        }
    }
}
