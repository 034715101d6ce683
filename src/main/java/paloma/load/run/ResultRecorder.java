package paloma.load.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import paloma.load.engine.LoadEngine;
import paloma.load.engine.MessageListener;
import paloma.load.engine.OutcomeListener;
import paloma.load.engine.Timeline;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Phase;
import paloma.load.plan.Plan;
import paloma.load.report.Counts;
import paloma.load.report.EndReason;
import paloma.load.report.Histograms;
import paloma.load.report.ProgressSnapshot;
import paloma.load.report.Result;
import paloma.load.report.SecondStats;
import paloma.net.KernelDropMonitor;

/**
 * <em>Any thread.</em> Records the result of a worker, phase by phase and second by second.
 *
 * <p>One thread polls and writes; the reactor thread may call the methods of {@link OutcomeListener} meanwhile.
 */
final class ResultRecorder implements OutcomeListener {
    private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** How long before the end of the warm-up the drop counters are read. The progress thread polls every 50 ms. */
    static final long DROPS_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Plan plan;
    private final KernelDropMonitor drops;
    // By phase; the record of the warm-up is discarded.
    private final PhaseRecorder[] phases;
    private final PhaseRecorder counted;
    private final long countsFrom;

    private boolean counting;
    private OptionalLong cpuBefore = OptionalLong.empty();

    /** New sockets have no drops. */
    private OptionalLong dropsBefore = OptionalLong.of(0);

    private boolean dropsRead;

    /**
     * @param drops the drops at the clients' sockets
     * @param listener receives the outcome of each measured message
     */
    ResultRecorder(Plan plan, KernelDropMonitor drops, MessageListener listener) {
        this.plan = plan;
        this.drops = drops;
        countsFrom = plan.profile().warmup().toNanos();
        long lastSecond =
                plan.profile().isTimed() ? (plan.profile().duration().toNanos() - 1) / SECOND : Long.MAX_VALUE;
        counted = new PhaseRecorder(countsFrom, lastSecond, listener);
        phases = new PhaseRecorder[] {new PhaseRecorder(0, Long.MAX_VALUE, MessageListener.NONE), counted};
    }

    @Override
    public void answered(int phase, int client, int number, long latencyNanos) {
        PhaseRecorder recorder = phases[phase];
        recorder.latencies.recordValue(Math.min(latencyNanos, Histograms.MAX_NANOS));
        recorder.listener.answered(number, latencyNanos);
    }

    @Override
    public void lost(int phase, int client, int number) {
        phases[phase].listener.lost(number);
    }

    @Override
    public void unsent(int phase, int client, int number) {
        phases[phase].listener.unsent(number);
    }

    @Override
    public void delayed(int phase, long nanos) {
        phases[phase].delays.recordValue(Math.min(nanos, Histograms.MAX_NANOS));
    }

    @Override
    public boolean unreachable() {
        return counted.listener.unreachable();
    }

    @Override
    public boolean serverLeft() {
        return counted.listener.serverLeft();
    }

    /** Reports the progress {@code elapsed} nanoseconds after the start, during the warm-up as well. */
    void poll(long elapsed, Counts counts, Consumer<ProgressSnapshot> progress) {
        int phase = Phase.of(elapsed, countsFrom);
        if (phase == Phase.COUNTING) {
            begin();
        } else if (elapsed >= countsFrom - DROPS_NANOS && elapsed > 0 && !dropsRead) {
            // Before the measurement: the list of 15,000 sockets takes the kernel 260 ms of processor time.
            dropsRead = true;
            dropsBefore = drops.get();
            // The first read takes 6 ms, later ones 0.1 ms: it must not fall into the measurement.
            cpuNanos();
        }
        PhaseRecorder recorder = phases[phase];
        if (elapsed - recorder.writtenAt >= PROGRESS_NANOS) {
            recorder.write(elapsed);
            phases[Phase.WARMUP].seconds.clear();
            progress.accept(new ProgressSnapshot(counts, phase * recorder.second.getValueAtPercentile(99)));
        }
    }

    private void begin() {
        if (!counting) {
            counting = true;
            cpuBefore = cpuNanos();
        }
    }

    /**
     * The result at the end.
     *
     * @param failures queued datagrams that were not sent
     * @param elapsed nanoseconds after the start
     * @param suspendedNanos how long the process was suspended
     */
    Result result(EndReason endReason, LoadEngine engine, long failures, long elapsed, long suspendedNanos) {
        begin();
        counted.write(elapsed);
        counted.close(engine.timeline().seconds());
        LoadProfile profile = plan.profile();
        long countedNanos = Math.max(0, elapsed - countsFrom);
        // Before the sockets are listed, which takes processor time.
        OptionalLong cpu = difference(cpuNanos(), cpuBefore);
        boolean complete = endReason == EndReason.DONE && profile.isTimed();
        return new Result(
                endReason,
                engine.counts().afterFailures(failures),
                complete ? profile.duration().toNanos() : countedNanos,
                difference(drops.listed(), dropsBefore),
                cpu,
                suspendedNanos,
                counted.allLatencies,
                counted.delays.getIntervalHistogram(),
                timelineRows(engine.timeline()));
    }

    private List<SecondStats> timelineRows(Timeline timeline) {
        List<SecondStats> rows = new ArrayList<>();
        for (int i = 0; i < counted.seconds.size(); i++) {
            rows.add(new SecondStats(
                    timeline.sentIn(i),
                    timeline.answeredIn(i),
                    timeline.missingIn(i),
                    timeline.transmittedIn(i),
                    counted.seconds.get(i)));
        }
        return rows;
    }

    static OptionalLong difference(OptionalLong after, OptionalLong before) {
        return after.isPresent() && before.isPresent()
                ? OptionalLong.of(after.getAsLong() - before.getAsLong())
                : OptionalLong.empty();
    }

    private static OptionalLong cpuNanos() {
        return cpuNanos(ProcessHandle.current());
    }

    /** The processor time of the process up to now. */
    static OptionalLong cpuNanos(ProcessHandle process) {
        return process.info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** <em>Any thread.</em> The record of one phase; see {@link ResultRecorder}. */
    private static final class PhaseRecorder {
        final SingleWriterRecorder latencies = Histograms.recorder();
        final SingleWriterRecorder delays = Histograms.recorder();
        final Histogram allLatencies = Histograms.empty();
        final List<String> seconds = new ArrayList<>();
        final MessageListener listener;
        private final long from;
        private final long lastSecond;
        private Histogram interval;
        private long closed;
        Histogram second = Histograms.empty();
        long writtenAt;

        /**
         * @param from the start of the first second
         * @param lastSecond the second that also records everything later
         */
        PhaseRecorder(long from, long lastSecond, MessageListener listener) {
            this.listener = listener;
            this.from = from;
            this.lastSecond = lastSecond;
            this.writtenAt = from;
        }

        /** Adds the interval since the last call to its second. */
        void write(long elapsed) {
            closeSecondsBefore(Math.min(lastSecond, (writtenAt - from) / SECOND));
            writtenAt = elapsed;
            interval = latencies.getIntervalHistogram(interval);
            allLatencies.add(interval);
            second.add(interval);
        }

        private void closeSecondsBefore(long current) {
            while (closed < current) {
                closed++;
                seconds.add(Histograms.toText(second));
                second = Histograms.empty();
            }
        }

        /** Closes all seconds: at least {@code min}, and a further one if it has records. */
        void close(int min) {
            long further = second.getTotalCount() > 0 ? 1 : 0;
            closeSecondsBefore(Math.max(min, closed + further));
        }
    }
}
