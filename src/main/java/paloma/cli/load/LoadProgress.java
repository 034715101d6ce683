package paloma.cli.load;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.text.Messages;
import paloma.load.plan.Plan;
import paloma.load.report.Counts;
import paloma.load.report.ProgressSnapshot;

/**
 * <em>Any thread.</em> Prints the progress of a run. A terminal has one line, rewritten five times a second; other
 * outputs get one line a second, and only one of 100 %.
 */
final class LoadProgress {
    private static final String ERASE_LINE = "\r\033[K";
    private static final long LIVE_PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final long PLAIN_PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Plan plan;
    private final Messages texts;
    private final AsyncPrinter out;
    private final boolean live;
    private final LongSupplier clock;
    private boolean started;
    private boolean finished;
    private long startedAt;
    private long shownAt;
    private long answeredAtShown;

    /** @param live whether {@code out} is a terminal that can erase a line */
    LoadProgress(Plan plan, Messages texts, AsyncPrinter out, boolean live, LongSupplier clock) {
        this.plan = plan;
        this.texts = texts;
        this.out = out;
        this.live = live;
        this.clock = clock;
    }

    /** Prints the progress when it is due. The first call marks the start of the run. */
    synchronized void show(ProgressSnapshot snapshot) {
        long now = clock.getAsLong();
        if (!started) {
            started = true;
            startedAt = now;
            shownAt = now;
        }
        long countsFrom = startedAt + plan.profile().warmup().toNanos();
        if (now >= countsFrom) {
            // Answers of the measured phase must not be divided by time of the warm-up.
            shownAt = Math.max(shownAt, countsFrom);
        }
        if (now - shownAt < (live ? LIVE_PERIOD_NANOS : PLAIN_PERIOD_NANOS)) {
            return;
        }
        if (finished && !live) {
            return;
        }
        double done = done(snapshot.counts(), now - startedAt);
        finished = done == 1;
        String line = now < countsFrom
                ? texts.format("load.progress.warm-up", percent(done), timeLeft(now - startedAt, done))
                : line(snapshot, done, now - startedAt, now - shownAt);
        if (live) {
            out.showStatus(ERASE_LINE + line);
        } else {
            out.print(line);
        }
        shownAt = now;
        answeredAtShown = snapshot.counts().answered();
    }

    synchronized void clear() {
        if (live) {
            out.showStatus(ERASE_LINE);
        }
    }

    /** The completed part of the run, 0 to 1. */
    private double done(Counts counts, long elapsedNanos) {
        return plan.profile().isTimed()
                ? Math.min(1, (double) elapsedNanos / plan.sending().toNanos())
                : (double) counts.completed() / plan.planned();
    }

    private static long percent(double done) {
        return (long) (done * 100);
    }

    private String timeLeft(long elapsedNanos, double done) {
        long seconds = done == 0 ? 0 : Math.round(elapsedNanos / NANOS_PER_SECOND * (1 - done) / done);
        return plural("left", seconds);
    }

    private String plural(String things, long number) {
        return texts.plural("load.progress." + things, number, number);
    }

    /** Percentage of the messages that are answered or timed out. */
    private static String missingPercent(Counts counts) {
        long completed = counts.answered() + counts.missing();
        return String.format(Locale.ROOT, "%.2f", completed == 0 ? 0 : counts.missing() * 100.0 / completed);
    }

    private String line(ProgressSnapshot snapshot, double done, long elapsedNanos, long sinceNanos) {
        Counts counts = snapshot.counts();
        long rate = Math.round((counts.answered() - answeredAtShown) / (sinceNanos / NANOS_PER_SECOND));
        String figures = texts.format(
                "load.progress.figures",
                texts.plural("load.count.rate", rate, rate),
                counts.outstanding(),
                plural("missing", counts.missing()),
                missingPercent(counts),
                String.format(Locale.ROOT, "%.3f", snapshot.p99Nanos() / 1e6),
                timeLeft(elapsedNanos, done));
        return plan.profile().isTimed()
                ? texts.format("load.progress.timed", percent(done), figures)
                : texts.format("load.progress", percent(done), counts.completed(), plan.planned(), figures);
    }
}
