package paloma.load.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import paloma.load.engine.LoadEngine;
import paloma.load.engine.MessageListener;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Phase;
import paloma.load.plan.Plan;
import paloma.load.plan.Plans;
import paloma.load.report.Counts;
import paloma.load.report.EndReason;
import paloma.load.report.ProgressSnapshot;
import paloma.load.report.Result;
import paloma.net.KernelDropMonitor;
import paloma.reactor.Endpoint.SendResult;

class ResultRecorderTest {
    private final AtomicLong dropped = new AtomicLong();
    private int readings;

    @Test
    void dropsInTheWarmUpAreExcluded() {
        ResultRecorder recorder = recorder(Duration.ofSeconds(1));
        poll(recorder, 0);
        dropped.set(5);
        poll(recorder, 500);
        dropped.set(7);
        poll(recorder, 960);
        dropped.set(11);
        poll(recorder, 1_010);
        assertEquals(OptionalLong.of(4), dropsAt(recorder, 2_000));
        assertEquals(2, readings);
    }

    @Test
    void dropsAreNotReadBeforeTheFirstMessageIsDue() {
        ResultRecorder recorder = recorder(Duration.ofMillis(10));
        poll(recorder, 0);
        assertEquals(0, readings);
    }

    @Test
    void withoutAWarmUpEveryDropCounts() {
        ResultRecorder recorder = recorder(Duration.ZERO);
        poll(recorder, 0);
        dropped.set(3);
        poll(recorder, 500);
        assertEquals(OptionalLong.of(3), dropsAt(recorder, 1_000));
    }

    @Test
    void warmUpProgressIsExcludedFromTheFirstSecond() {
        ResultRecorder recorder = recorder(Duration.ofMillis(500));
        List<ProgressSnapshot> snapshots = new ArrayList<>();
        for (int millis : new int[] {0, 190, 200, 390, 400, 490, 510, 690}) {
            recorder.poll(TimeUnit.MILLISECONDS.toNanos(millis), Counts.NONE, snapshots::add);
        }
        assertEquals(List.of(new ProgressSnapshot(Counts.NONE, 0), new ProgressSnapshot(Counts.NONE, 0)), snapshots);
        recorder.answered(Phase.COUNTING, 0, 0, 3_000_000);
        recorder.poll(TimeUnit.MILLISECONDS.toNanos(700), Counts.NONE, snapshots::add);
        assertEquals(3, snapshots.size());
        assertEquals(3_000_000, snapshots.get(2).p99Nanos(), 3_000);
    }

    @Test
    void recordsOfTheWarmUpAreInNoFigure() {
        ResultRecorder recorder = recorder(Duration.ofMillis(500));
        List<ProgressSnapshot> snapshots = new ArrayList<>();
        for (int millis : new int[] {0, 250, 490}) {
            recorder.answered(Phase.WARMUP, 0, 0, 5_000_000);
            recorder.delayed(Phase.WARMUP, 6_000_000);
            recorder.poll(TimeUnit.MILLISECONDS.toNanos(millis), Counts.NONE, snapshots::add);
        }
        assertEquals(
                List.of(0L, 0L),
                snapshots.stream().map(ProgressSnapshot::p99Nanos).toList());
        recorder.answered(Phase.WARMUP, 0, 0, 5_000_000);
        recorder.answered(Phase.COUNTING, 0, 0, 3_000_000);
        Result result = resultAt(recorder, 1_400);
        assertEquals(1, result.latencies().getTotalCount());
        assertEquals(3_000_000, result.latencies().getMaxValue(), 3_000);
        assertEquals(0, result.delays().getTotalCount());
        assertEquals(1, result.seconds().size());
    }

    private Plan plan;

    private ResultRecorder recorder(Duration warmup) {
        plan = Plans.of(2, LoadProfile.schedule(100, 100, warmup, Duration.ofSeconds(1)));
        return new ResultRecorder(
                plan,
                KernelDropMonitor.ofNew(new WithoutErrors() {
                    @Override
                    public OptionalLong drops() {
                        readings++;
                        return OptionalLong.of(dropped.get());
                    }
                }),
                MessageListener.NONE);
    }

    /** Sockets on a machine that counts neither drops nor errors. */
    private static class WithoutErrors implements KernelDropMonitor.Sockets {
        @Override
        public OptionalLong drops() {
            return OptionalLong.empty();
        }

        @Override
        public OptionalLong receiveErrors() {
            return OptionalLong.empty();
        }
    }

    /** A recorder that nobody reads. */
    static ResultRecorder recorder(Plan plan) {
        return new ResultRecorder(plan, KernelDropMonitor.ofNew(new WithoutErrors()), MessageListener.NONE);
    }

    private static void poll(ResultRecorder recorder, long millis) {
        recorder.poll(TimeUnit.MILLISECONDS.toNanos(millis), Counts.NONE, snapshot -> {});
    }

    private OptionalLong dropsAt(ResultRecorder recorder, long millis) {
        return resultAt(recorder, millis).clientDrops();
    }

    private Result resultAt(ResultRecorder recorder, long millis) {
        LoadEngine engine =
                new LoadEngine(plan, plan.range(0, 1), () -> 0, (client, message) -> SendResult.SENT, recorder);
        return recorder.result(EndReason.DONE, engine, 0, TimeUnit.MILLISECONDS.toNanos(millis), 0);
    }
}
