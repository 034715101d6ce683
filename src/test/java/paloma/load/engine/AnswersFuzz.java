package paloma.load.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Plan;
import paloma.load.plan.Plans;
import paloma.load.report.Counts;
import paloma.load.report.EndReason;
import paloma.reactor.Endpoint.SendResult;

/** Any datagrams at any time: each message has one outcome, and each answer is counted once. */
@Tag("instrumented")
class AnswersFuzz {
    private static final int MAX_STEPS = 300;
    private static final int CLIENTS = 2;
    private static final int WINDOW = 2;
    private static final long MAX_PAUSE_NANOS = 3_000_000_000L;
    private static final byte[] PREFIX = Plans.PREFIX.getBytes(StandardCharsets.UTF_8);

    private record Sent(int client, byte[] answer) {}

    /** Records sent messages; the fuzz input decides the result of each send. */
    private static final class RecordedEvents implements MessageSender, OutcomeListener {
        private final FuzzedDataProvider data;
        private final List<Sent> sent = new ArrayList<>();

        RecordedEvents(FuzzedDataProvider data) {
            this.data = data;
        }

        @Override
        public SendResult send(int client, ByteBuffer message) {
            byte[] answer = new byte[PREFIX.length + message.remaining()];
            System.arraycopy(PREFIX, 0, answer, 0, PREFIX.length);
            message.get(answer, PREFIX.length, message.remaining());
            sent.add(new Sent(client, answer));
            int result = data.remainingBytes() == 0 ? 15 : data.consumeInt(0, 15);
            return result == 0 ? SendResult.REFUSED : result == 1 ? SendResult.QUEUED : SendResult.SENT;
        }

        @Override
        public void answered(int phase, int client, int number, long latencyNanos) {
            assertTrue(latencyNanos >= 0, "an answer before its message was due");
        }

        @Override
        public void lost(int phase, int client, int number) {}

        @Override
        public void delayed(int phase, long nanos) {
            assertTrue(nanos >= 0, "a message was sent before it was due");
        }

        @Override
        public boolean serverLeft() {
            return true;
        }
    }

    private static LoadProfile profile(FuzzedDataProvider data) {
        Duration warmup = Duration.ofMillis(data.consumeInt(0, 1) * 500L);
        Duration seconds = Duration.ofSeconds(2);
        return switch (data.consumeInt(0, 2)) {
            case 0 -> LoadProfile.turns(20, Duration.ofMillis(data.consumeInt(0, 20)));
            case 1 -> LoadProfile.window(WINDOW, Duration.ofMillis(data.consumeInt(0, 20)), warmup, seconds);
            default -> LoadProfile.schedule(100, 1 + data.consumeInt(0, 200), warmup, seconds);
        };
    }

    private final long[] now = {0};

    @FuzzTest
    void eachMessageHasOneOutcomeAndEachAnswerIsCountedOnce(FuzzedDataProvider data) {
        Plan plan = Plans.of(CLIENTS, profile(data));
        RecordedEvents events = new RecordedEvents(data);
        now[0] = 0;
        LoadEngine engine = new LoadEngine(plan, plan.range(0, 1), () -> now[0], events, events);
        engine.start();
        engine.turn();
        for (int i = 0; i < MAX_STEPS && data.remainingBytes() > 0; i++) {
            step(plan, engine, events, data);
            Counts counts = counts(engine);
            assertSound(counts);
            if (plan.profile().kind() != LoadProfile.Kind.SCHEDULE) {
                assertTrue(
                        engine.waiting() <= (long) CLIENTS * plan.profile().window(),
                        "more pending messages than the window");
            }
        }
        for (int i = 0; i < 200 && engine.isRunning(); i++) {
            now[0] += MAX_PAUSE_NANOS;
            engine.turn();
        }
        assertEquals(EndReason.DONE, engine.end().reason());
        assertEquals(0, engine.waiting());
        assertEquals(0, counts(engine).outstanding());
    }

    private void step(Plan plan, LoadEngine engine, RecordedEvents events, FuzzedDataProvider data) {
        int kind = data.consumeInt(0, 7);
        if (kind == 0) {
            now[0] += data.consumeLong(0, MAX_PAUSE_NANOS);
            engine.turn();
            return;
        }
        if (kind == 1) {
            now[0] += 10_000_000;
            engine.turn();
            return;
        }
        Sent sent = events.sent.isEmpty() ? new Sent(0, PREFIX) : data.pickValue(events.sent);
        byte[] answer = kind == 2
                ? data.consumeBytes(data.consumeInt(0, 60))
                : sent.answer().clone();
        if (kind == 3) {
            answer[data.consumeInt(0, answer.length - 1)] ^= (byte) (1 << data.consumeInt(0, 7));
        }
        int client = kind == 4 ? data.consumeInt(0, CLIENTS - 1) : sent.client();
        long before = counted(counts(engine));
        boolean counting = now[0] >= plan.profile().warmup().toNanos();
        boolean noAnswer =
                answer.length == 0 || plan.serverGoodbye().equals(new String(answer, StandardCharsets.UTF_8));
        engine.onDatagram(client, ByteBuffer.wrap(answer), now[0]);
        long change = counted(counts(engine)) - before;
        assertTrue(change == 0 || change == 1, "one datagram counted " + change + " times");
        if (counting && !plan.profile().warmup().isZero()) {
            // It may answer a warm-up message, which is not counted.
            return;
        }
        assertEquals(counting && !noAnswer ? 1 : change, change);
    }

    private static long counted(Counts counts) {
        return counts.answered() + counts.late() + counts.duplicated() + counts.corrupted() + counts.foreign();
    }

    private static void assertSound(Counts counts) {
        for (String count : counts.toText().split(",")) {
            assertTrue(Long.parseLong(count) >= 0, counts::toString);
        }
        assertTrue(counts.outstanding() >= 0, counts::toString);
    }

    private static Counts counts(LoadEngine engine) {
        engine.publish();
        return engine.counts();
    }
}
