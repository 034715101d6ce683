package paloma.load.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import paloma.reactor.SendResult;

/** A player without sockets, in a time that stands still unless the test moves it. */
class LoadEngineTest {
    private static final long MS = 1_000_000;

    private static final long START = 77;

    private long now = START;
    private SendResult sending = SendResult.SENT;
    private boolean finished;
    private boolean serverLeft;
    private final List<String> sent = new ArrayList<>();
    private final List<Long> latencies = new ArrayList<>();
    private final List<Long> delays = new ArrayList<>();
    private final List<Integer> lost = new ArrayList<>();
    private final List<Integer> refused = new ArrayList<>();

    @Test
    void messagesLeaveWhenTheyAreDueAndNotBefore() {
        LoadEngine player = scheduled(4, 1_000, Duration.ZERO);
        turnAt(player, 0);
        assertEquals(1, sent.size());
        turnAt(player, MS - 1);
        assertEquals(1, sent.size());
        assertEquals(MS, player.nextDue());
        turnAt(player, MS);
        assertEquals(2, sent.size());
        turnAt(player, 2 * MS + 500_000);
        assertEquals(3, sent.size());
        assertEquals(List.of(0L, 0L, 500_000L), delays);
    }

    @Test
    void aStallIsMadeUpForAndItsMessagesKeepTheTimesAtWhichTheyWereDue() {
        LoadEngine player = scheduled(4, 1_000, Duration.ZERO);
        turnAt(player, 0);
        answer(player, 0);
        turnAt(player, 5 * MS);
        assertEquals(6, sent.size());
        now += MS;
        for (int i = 1; i < 6; i++) {
            answer(player, i);
        }
        assertEquals(List.of(0L, 5 * MS, 4 * MS, 3 * MS, 2 * MS, MS), latencies);
        assertEquals(3, counts(player).behind());
    }

    @Test
    void aStallInTheWarmUpIsNotMadeUpFor() {
        LoadEngine player = scheduled(4, 1_000, Duration.ofMillis(100));
        turnAt(player, 0);
        turnAt(player, 10 * MS);
        assertEquals(11, sent.size());
        turnAt(player, 50 * MS);
        assertEquals(12, sent.size());
        turnAt(player, 50 * MS + 1);
        assertEquals(12, sent.size());
    }

    @Test
    void lateWarmUpMessagesAreSkippedWhileMoreThanATurnIsLate() {
        LoadEngine player = scheduled(4, 1_000_000, Duration.ofSeconds(1));
        turnAt(player, 0);
        for (int i = 0; i < 4; i++) {
            turnAt(player, 55 * MS);
            assertEquals(1, sent.size());
        }
        turnAt(player, 55 * MS);
        assertEquals(1 + 32, sent.size());
    }

    @Test
    void aStallThatEndsAfterTheWarmUpIsMadeUpForWhereItCounts() {
        LoadEngine player = scheduled(4, 1_000, Duration.ofMillis(100));
        turnAt(player, 0);
        turnAt(player, 120 * MS);
        assertEquals(1 + 21, sent.size());
        assertEquals(21, counts(player).sent());
        assertEquals(19, counts(player).behind());
    }

    @Test
    void eachClientHasItsTurn() {
        LoadEngine player = scheduled(4, 1_000, Duration.ZERO);
        for (int i = 0; i < 8; i++) {
            turnAt(player, i * MS);
        }
        assertEquals(
                List.of("0/0", "1/0", "2/0", "3/0", "0/1", "1/1", "2/1", "3/1"),
                sent.stream().map(LoadEngineTest::clientAndNumber).toList());
    }

    @Test
    void theWarmUpIsLeftOutOfTheFigures() {
        LoadEngine player = scheduled(1, 1_000, Duration.ofMillis(3));
        for (int i = 0; i < 5; i++) {
            turnAt(player, i * MS);
        }
        player.onDatagram(0, bytes("nothing of ours"));
        for (int i = 0; i < 5; i++) {
            answer(player, i);
        }
        assertEquals(5, sent.size());
        assertEquals(2, counts(player).sent());
        assertEquals(2, counts(player).answered());
        assertEquals(1, counts(player).foreign());
        assertEquals(2, latencies.size());
        assertEquals(2, delays.size());
    }

    @Test
    void whatIsForeignDuringTheWarmUpIsLeftOutToo() {
        LoadEngine player = scheduled(1, 1_000, Duration.ofMillis(3));
        turnAt(player, 0);
        player.onDatagram(0, bytes("nothing of ours"));
        answer(player, 0);
        Plan plan = Plans.of(1, LoadProfile.turns(1, Duration.ZERO));
        String unsent = Plans.PREFIX + UTF_8.decode(new MessageCodec(plan).message(0, 7));
        player.onDatagram(0, bytes(unsent));
        assertEquals(0, counts(player).foreign());
        now += 3 * MS;
        player.onDatagram(0, bytes(unsent));
        assertEquals(1, counts(player).foreign());
    }

    @Test
    void aRunIsOverWhenTheLastMessageIsAnsweredOrGivenUp() {
        LoadEngine player = scheduled(2, 10, Duration.ZERO);
        for (int i = 0; i < 10; i++) {
            turnAt(player, i * 100 * MS);
        }
        assertEquals(10, sent.size());
        assertEquals(Deadline.NEVER, player.nextDue());
        for (int i = 0; i < 9; i++) {
            answer(player, i);
        }
        turnAt(player, 2_850 * MS);
        assertTrue(!finished, "the last one waits");
        turnAt(player, 2_901 * MS);
        assertTrue(finished, "the last one is given up");
        assertEquals(List.of(4), lost);
        assertEquals(1, counts(player).lost());
    }

    @Test
    void whatCouldNotLeaveUntilOneTimeoutAfterTheScheduleNeverDoes() {
        LoadEngine player = scheduled(2, 1_000, Duration.ZERO);
        turnAt(player, 0);
        turnAt(player, 3_001 * MS);
        assertTrue(finished, "nothing can be waited for");
        assertEquals(1, sent.size());
        assertEquals(999, counts(player).skipped());
    }

    @Test
    void aRefusalIsCountedAndTheScheduleGoesOn() {
        sending = SendResult.REFUSED;
        LoadEngine player = scheduled(1, 1_000, Duration.ZERO);
        turnAt(player, 0);
        sending = SendResult.SENT;
        turnAt(player, MS);
        assertEquals(1, counts(player).unsent());
        assertEquals(1, counts(player).sent());
        assertEquals(List.of(0), refused);
    }

    @Test
    void whatWaitsForRoomInTheKernelIsCounted() {
        LoadEngine player = scheduled(1, 1_000, Duration.ofMillis(1));
        sending = SendResult.QUEUED;
        turnAt(player, 0);
        assertEquals(0, counts(player).queued());
        turnAt(player, MS);
        turnAt(player, 2 * MS);
        sending = SendResult.SENT;
        turnAt(player, 3 * MS);
        answer(player, 1);
        assertEquals(2, counts(player).queued());
        assertEquals(3, counts(player).sent());
        assertEquals(1, counts(player).answered());
        assertEquals(0, counts(player).unsent());
    }

    @Test
    void manyThatAreLateLeaveInSeveralTurns() {
        LoadEngine player = scheduled(1, 1_000_000, Duration.ZERO);
        turnAt(player, 10 * MS);
        assertEquals(32, sent.size());
        turnAt(player, 10 * MS);
        assertEquals(64, sent.size());
    }

    @Test
    void theScheduleIsLookedAtAmongManyAnswers() {
        LoadEngine player = scheduled(1, 10_000, Duration.ZERO);
        turnAt(player, MS);
        assertEquals(11, sent.size());
        now += MS;
        for (int i = 0; i < 3; i++) {
            assertFalse(answer(player, i));
        }
        assertEquals(11, sent.size());
        assertTrue(answer(player, 3));
        assertEquals(21, sent.size());
    }

    @Test
    void whoIsBehindReadsAnswersBetweenTheMessages() {
        LoadEngine player = scheduled(1, 1_000_000, Duration.ZERO);
        turnAt(player, 10 * MS);
        assertEquals(32, sent.size());
        for (int i = 0; i < 4; i++) {
            answer(player, i);
        }
        assertEquals(32 + 16, sent.size());
    }

    @Test
    void aServerThatStopsIsHeard() {
        LoadEngine player = scheduled(1, 1_000, Duration.ZERO);
        turnAt(player, 0);
        player.onDatagram(0, bytes(Plans.FAREWELL));
        assertTrue(serverLeft);
        assertEquals(0, counts(player).foreign());
    }

    /** nginx sends each client one when a backend ends. */
    @Test
    void anEmptyDatagramIsAKeepAliveAndNothingForeign() {
        LoadEngine player = scheduled(1, 1_000, Duration.ZERO);
        turnAt(player, 0);
        player.onDatagram(0, bytes(""));
        assertEquals(0, counts(player).foreign());
        answer(player, 0);
        assertEquals(1, counts(player).answered());
    }

    @Test
    void aWindowIsKeptFullUntilTheTimeIsUp() {
        Duration second = Duration.ofSeconds(1);
        LoadEngine player = player(2, LoadProfile.window(3, Duration.ZERO, Duration.ZERO, second));
        turnAt(player, 0);
        assertEquals(6, sent.size());
        answer(player, 0);
        answer(player, 5);
        assertEquals(8, sent.size());
        assertEquals(
                clientAndNumber(sent.get(0)).charAt(0),
                clientAndNumber(sent.get(6)).charAt(0));
        now += 1_000 * MS;
        for (int i : new int[] {1, 2, 3, 4, 6, 7}) {
            assertTrue(!finished, "answers are waited for");
            answer(player, i);
        }
        assertEquals(8, sent.size());
        assertTrue(finished);
        assertEquals(8, counts(player).answered());
    }

    @Test
    void aLostMessageGivesItsPlaceInTheWindowToTheNext() {
        LoadEngine player = player(1, LoadProfile.window(2, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10)));
        turnAt(player, 0);
        turnAt(player, 2_000 * MS);
        assertEquals(4, sent.size());
        assertEquals(2, counts(player).lost());
    }

    @Test
    void anUnansweredMessageKeepsItsEntryUntilItIsGivenUp() {
        LoadEngine player = player(1, LoadProfile.window(2, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10)));
        turnAt(player, 0);
        for (int i = 1; i <= 100; i++) {
            answer(player, i);
        }
        assertEquals(102, sent.size());
        assertEquals(0, counts(player).lost());
        turnAt(player, 2_000 * MS - 1);
        assertEquals(102, sent.size());
        turnAt(player, 2_100 * MS);
        // Both that waited are given up, and both places are taken again.
        assertEquals(104, sent.size());
        assertEquals(2, counts(player).lost());
        assertEquals(List.of(0, 101), lost);
    }

    @Test
    void slowPeersThinkBeforeTheirNextMessageAndBeginOneAfterTheOther() {
        LoadEngine player = player(2, LoadProfile.turns(2, Duration.ofMillis(100)));
        turnAt(player, 0);
        assertEquals(1, sent.size());
        assertEquals(50 * MS, player.deadline());
        turnAt(player, 50 * MS);
        assertEquals(2, sent.size());
        answer(player, 1);
        now += 10 * MS;
        answer(player, 0);
        turnAt(player, 149 * MS);
        assertEquals(2, sent.size());
        turnAt(player, 150 * MS);
        assertEquals(3, sent.size());
        turnAt(player, 160 * MS);
        assertEquals(4, sent.size());
        answer(player, 2);
        answer(player, 3);
        assertTrue(finished);
    }

    @Test
    void anAnswerThatIsReadLongAfterTheTurnBeganWasHeldUp() {
        LoadEngine player = player(4, LoadProfile.window(1, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1)));
        turnAt(player, 0);
        now += 5 * MS;
        player.beginRead();
        answer(player, 0);
        now += MS;
        answer(player, 1);
        assertEquals(0, counts(player).readLate());
        now += 1;
        answer(player, 2);
        assertEquals(1, counts(player).readLate());
        player.beginRead();
        answer(player, 3);
        assertEquals(1, counts(player).readLate());
        assertEquals(4, counts(player).answered());
    }

    @Test
    void whatTookNoLongerInAllWasNotHeldUpHoweverLongTheTurn() {
        LoadEngine player = player(1, LoadProfile.window(2, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1)));
        turnAt(player, 0);
        now += MS;
        player.beginRead();
        now += 2 * MS;
        answer(player, 0);
        assertEquals(1, counts(player).readLate());
        now += MS;
        answer(player, 2);
        assertEquals(1, counts(player).readLate());
        now += 1;
        answer(player, 3);
        assertEquals(1, counts(player).readLate());
    }

    @Test
    void anAnswerThatIsLateMayHaveBeenHeldUpToo() {
        LoadEngine player = scheduled(1, 10, Duration.ZERO);
        for (int i = 0; i < 10; i++) {
            turnAt(player, i * 100 * MS);
        }
        turnAt(player, 2_100 * MS);
        assertEquals(2, counts(player).lost());
        player.beginRead();
        answer(player, 0);
        assertEquals(0, counts(player).readLate());
        now += 2 * MS;
        answer(player, 1);
        assertEquals(1, counts(player).readLate());
        now += 200 * MS;
        answer(player, 2);
        assertEquals(2, counts(player).readLate());
        assertEquals(3, counts(player).late());
    }

    @Test
    void whatIsHeldUpDuringTheWarmUpIsLeftOut() {
        LoadEngine player = scheduled(1, 1_000, Duration.ofMillis(3));
        player.beginRead();
        for (int i = 0; i < 4; i++) {
            turnAt(player, i * MS);
        }
        now += 2 * MS;
        answer(player, 2);
        assertEquals(0, counts(player).readLate());
        answer(player, 3);
        assertEquals(1, counts(player).readLate());
    }

    /** The rig's own ceiling: whatever an echo in memory leaves of the machine, no message leaves any garbage. */
    @Test
    void nothingIsAllocatedForAMessage() {
        int clients = 1_000;
        int messages = 200_000;
        Plan plan =
                Plans.of(clients, LoadProfile.schedule(1_000_000, 1_000_000, Duration.ZERO, Duration.ofSeconds(10)));
        MemoryEcho echo = new MemoryEcho(clients);
        LoadEngine player = new LoadEngine(plan, plan.range(0, 1), () -> now, echo);
        player.start(0);
        now = -1_000;
        for (int i = 0; i < messages; i++) {
            echo.step(player);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < messages; i++) {
            echo.step(player);
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(2 * messages, echo.echoed);
        // A few sweeps have published their counts.
        assertTrue(bytes < messages, bytes + " bytes for " + messages + " messages");
    }

    /** Answers each message at once, into a buffer that it has. */
    private final class MemoryEcho implements LoadEngine.EngineListener {
        private final ByteBuffer answer = ByteBuffer.allocateDirect(2_048);
        private int client;
        private long echoed;

        MemoryEcho(int clients) {
            client = clients;
        }

        void step(LoadEngine player) {
            now += 1_000;
            answer.clear();
            player.turn();
            player.onDatagram(client, answer.flip());
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
        public void answered(int phase, int who, int number, long latencyNanos) {
            echoed += phase;
        }

        @Override
        public void lost(int phase, int who, int number) {}

        @Override
        public void delayed(int phase, long nanos) {}

        @Override
        public void finished() {}

        @Override
        public void serverLeft() {}
    }

    private LoadEngine scheduled(int clients, long rate, Duration warmup) {
        return player(clients, LoadProfile.schedule(rate, rate, warmup, Duration.ofSeconds(1)));
    }

    private LoadEngine player(int clients, LoadProfile tempo) {
        Plan plan = Plans.of(clients, tempo);
        LoadEngine player = new LoadEngine(plan, plan.range(0, 1), () -> now, new Listening());
        player.start(now);
        return player;
    }

    private void turnAt(LoadEngine player, long time) {
        now = START + time;
        player.turn();
    }

    private static Counts counts(LoadEngine player) {
        player.publish();
        return player.counts();
    }

    /** The {@code index}th message that was sent is answered; whether the schedule was looked at as well. */
    private boolean answer(LoadEngine player, int index) {
        String message = sent.get(index);
        int client = Integer.parseInt(message.split("/")[1]);
        return player.onDatagram(client, bytes(Plans.PREFIX + message));
    }

    private static String clientAndNumber(String message) {
        String[] parts = message.split("/");
        return Integer.parseInt(parts[1]) + "/" + Integer.parseInt(parts[2].substring(0, 9));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private final class Listening implements LoadEngine.EngineListener {
        @Override
        public SendResult send(int client, ByteBuffer message) {
            if (sending != SendResult.REFUSED) {
                sent.add(UTF_8.decode(message).toString());
            }
            return sending;
        }

        @Override
        public void answered(int phase, int client, int number, long latencyNanos) {
            if (phase == Phase.COUNTING) {
                latencies.add(latencyNanos);
            }
        }

        @Override
        public void refused(int phase, int client, int number) {
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

        @Override
        public void finished() {
            finished = true;
        }

        @Override
        public void serverLeft() {
            serverLeft = true;
        }
    }
}
