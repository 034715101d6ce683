package paloma.load.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import paloma.load.engine.LoadEngine;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Phase;
import paloma.load.plan.Plan;
import paloma.load.plan.Plans;
import paloma.load.report.Counts;
import paloma.load.report.EndReason;
import paloma.load.report.ProgressSnapshot;
import paloma.load.report.Result;
import paloma.reactor.SendResult;

class ResultRecorderTest {
    private static final LoadEngine.EngineListener NOBODY = new LoadEngine.EngineListener() {
        @Override
        public SendResult send(int client, ByteBuffer message) {
            return SendResult.SENT;
        }

        @Override
        public void answered(int phase, int client, int number, long latencyNanos) {}

        @Override
        public void lost(int phase, int client, int number) {}

        @Override
        public void delayed(int phase, long nanos) {}

        @Override
        public void finished() {}

        @Override
        public void serverLeft() {}
    };

    private final AtomicLong dropped = new AtomicLong();
    private int readings;

    @Test
    void dropsOfTheWarmUpAreLeftOut() {
        ResultRecorder notes = notes(Duration.ofSeconds(1));
        look(notes, 0);
        dropped.set(5);
        look(notes, 500);
        dropped.set(7);
        look(notes, 960);
        dropped.set(11);
        look(notes, 1_010);
        assertEquals(OptionalLong.of(4), dropsAt(notes, 2_000));
        assertEquals(2, readings);
    }

    @Test
    void dropsAreNotReadBeforeTheFirstMessageIsDue() {
        ResultRecorder notes = notes(Duration.ofMillis(10));
        look(notes, 0);
        assertEquals(0, readings);
    }

    @Test
    void withoutAWarmUpEveryDropCounts() {
        ResultRecorder notes = notes(Duration.ZERO);
        look(notes, 0);
        dropped.set(3);
        look(notes, 500);
        assertEquals(OptionalLong.of(3), dropsAt(notes, 1_000));
    }

    @Test
    void theWarmUpHasItsProgressAndNoneOfItIsInTheFirstSecond() {
        ResultRecorder notes = notes(Duration.ofMillis(500));
        List<ProgressSnapshot> told = new ArrayList<>();
        for (int millis : new int[] {0, 190, 200, 390, 400, 490, 510, 690}) {
            notes.poll(TimeUnit.MILLISECONDS.toNanos(millis), Counts.NONE, told::add);
        }
        assertEquals(List.of(new ProgressSnapshot(Counts.NONE, 0), new ProgressSnapshot(Counts.NONE, 0)), told);
        notes.answered(Phase.COUNTING, 3_000_000);
        notes.poll(TimeUnit.MILLISECONDS.toNanos(700), Counts.NONE, told::add);
        assertEquals(3, told.size());
        assertEquals(3_000_000, told.get(2).p99Nanos(), 3_000);
    }

    @Test
    void whatIsNotedInTheWarmUpIsInNoFigure() {
        ResultRecorder notes = notes(Duration.ofMillis(500));
        List<ProgressSnapshot> told = new ArrayList<>();
        for (int millis : new int[] {0, 250, 490}) {
            notes.answered(Phase.WARMUP, 5_000_000);
            notes.delayed(Phase.WARMUP, 6_000_000);
            notes.poll(TimeUnit.MILLISECONDS.toNanos(millis), Counts.NONE, told::add);
        }
        assertEquals(
                List.of(0L, 0L), told.stream().map(ProgressSnapshot::p99Nanos).toList());
        notes.answered(Phase.WARMUP, 5_000_000);
        notes.answered(Phase.COUNTING, 3_000_000);
        Result result = resultAt(notes, 1_400);
        assertEquals(1, result.latencies().getTotalCount());
        assertEquals(3_000_000, result.latencies().getMaxValue(), 3_000);
        assertEquals(0, result.delays().getTotalCount());
        assertEquals(1, result.seconds().size());
    }

    private Plan plan;

    private ResultRecorder notes(Duration warmup) {
        plan = Plans.of(2, LoadProfile.schedule(100, 100, warmup, Duration.ofSeconds(1)));
        return new ResultRecorder(
                plan,
                KernelDropMonitor.ofNew(
                        () -> {
                            readings++;
                            return OptionalLong.of(dropped.get());
                        },
                        OptionalLong::empty));
    }

    private static void look(ResultRecorder notes, long millis) {
        notes.poll(TimeUnit.MILLISECONDS.toNanos(millis), Counts.NONE, moment -> {});
    }

    private OptionalLong dropsAt(ResultRecorder notes, long millis) {
        return resultAt(notes, millis).clientDrops();
    }

    private Result resultAt(ResultRecorder notes, long millis) {
        LoadEngine player = new LoadEngine(plan, plan.range(0, 1), () -> 0, NOBODY);
        return notes.result(EndReason.DONE, player, 0, TimeUnit.MILLISECONDS.toNanos(millis), 0);
    }
}
