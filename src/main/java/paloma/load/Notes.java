package paloma.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * <em>One thread looks on and writes,</em> another one, the reactor's, may call {@link #answered} and {@link #delayed}
 * meanwhile. What a process notes down of its part of a run.
 */
final class Notes {
    private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** So long before the warm-up ends its drops are read at the earliest: one of those who look on every 50 ms does. */
    static final long DROPS_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Plan plan;
    private final Supplier<OptionalLong> drops;
    private final SingleWriterRecorder latencies = Histograms.recorder();
    private final SingleWriterRecorder delays = Histograms.recorder();
    private final Histogram allLatencies = Histograms.empty();
    private final List<String> seconds = new ArrayList<>();
    private final long countsFrom;
    private final long lastSecond;

    private Histogram interval;
    private Histogram second = Histograms.empty();
    private boolean counting;
    private long warmedAt;
    private long lookedAt;
    private OptionalLong cpuBefore = OptionalLong.empty();

    /** Sockets are new at first. */
    private OptionalLong dropsBefore = OptionalLong.of(0);

    private boolean dropsRead;

    /** @param drops tells how much the kernel has dropped at the clients' sockets up to now */
    Notes(Plan plan, Supplier<OptionalLong> drops) {
        this.plan = plan;
        this.drops = drops;
        countsFrom = plan.tempo().warmup().toNanos();
        lastSecond = plan.tempo().isTimed() ? (plan.tempo().duration().toNanos() - 1) / SECOND : Long.MAX_VALUE;
        lookedAt = countsFrom;
    }

    void answered(long nanos) {
        latencies.recordValue(Math.min(nanos, Histograms.LONGEST_NANOS));
    }

    void delayed(long nanos) {
        delays.recordValue(Math.min(nanos, Histograms.LONGEST_NANOS));
    }

    /** A look at how it goes, {@code elapsed} nanoseconds after the start; the warm-up has its progress too. */
    void look(long elapsed, Counts counts, Consumer<Moment> progress) {
        if (elapsed >= countsFrom) {
            begin();
        } else if (elapsed >= countsFrom - DROPS_NANOS && elapsed > 0 && !dropsRead) {
            // Before anything counts: to list thousands of sockets takes the kernel longer than many a message.
            dropsRead = true;
            dropsBefore = drops.get();
        }
        if (elapsed < countsFrom) {
            if (elapsed - warmedAt >= PROGRESS_NANOS) {
                warmedAt = elapsed;
                progress.accept(new Moment(counts, 0));
            }
        } else if (elapsed - lookedAt >= PROGRESS_NANOS) {
            write(elapsed);
            progress.accept(new Moment(counts, second.getValueAtPercentile(99)));
        }
    }

    private void begin() {
        if (!counting) {
            counting = true;
            cpuBefore = cpuNanos();
        }
    }

    /** Adds what came since the last look to the second in which that was; what comes after the end, to the last. */
    private void write(long elapsed) {
        closeSecondsBefore(Math.min(lastSecond, (lookedAt - countsFrom) / SECOND));
        lookedAt = elapsed;
        interval = latencies.getIntervalHistogram(interval);
        allLatencies.add(interval);
        second.add(interval);
    }

    private void closeSecondsBefore(long current) {
        while (seconds.size() < current) {
            seconds.add(Histograms.toText(second));
            second = Histograms.empty();
        }
    }

    /**
     * What there is at the end.
     *
     * @param failures how many messages that waited for room in the kernel have not left
     * @param elapsed nanoseconds after the start
     */
    Result result(Ending ending, Player player, long failures, long elapsed) {
        begin();
        write(elapsed);
        long more = second.getTotalCount() > 0 ? 1 : 0;
        closeSecondsBefore(Math.max(player.timeline().seconds(), seconds.size() + more));
        Tempo tempo = plan.tempo();
        long counted = Math.max(0, elapsed - countsFrom);
        boolean whole = ending == Ending.DONE && tempo.isTimed();
        return new Result(
                ending,
                player.counts().afterFailures(failures),
                whole ? tempo.duration().toNanos() : counted,
                difference(drops.get(), dropsBefore),
                difference(cpuNanos(), cpuBefore),
                allLatencies,
                delays.getIntervalHistogram(),
                rows(player.timeline()));
    }

    private List<Second> rows(Timeline timeline) {
        List<Second> rows = new ArrayList<>();
        for (int i = 0; i < seconds.size(); i++) {
            rows.add(new Second(timeline.sentIn(i), timeline.answeredIn(i), timeline.missingIn(i), seconds.get(i)));
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

    /** The processor time that the process has taken up to now. */
    static OptionalLong cpuNanos(ProcessHandle process) {
        return process.info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }
}
