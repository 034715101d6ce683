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
 * <em>Any thread.</em> How a run goes: on a terminal one line that is written anew five times a second, elsewhere a line
 * each second.
 */
final class LoadProgress {
    private static final String ERASE_LINE = "\r\033[K";
    private static final long LIVE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final long PLAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Plan plan;
    private final Messages words;
    private final AsyncPrinter out;
    private final boolean live;
    private final LongSupplier clock;
    private boolean started;
    private long startedAt;
    private long shownAt;
    private long answeredThen;

    /** @param live whether {@code out} is a terminal that can erase a line */
    LoadProgress(Plan plan, Messages words, AsyncPrinter out, boolean live, LongSupplier clock) {
        this.plan = plan;
        this.words = words;
        this.out = out;
        this.live = live;
        this.clock = clock;
    }

    /** The first call says that the run starts. */
    synchronized void show(ProgressSnapshot moment) {
        long now = clock.getAsLong();
        if (!started) {
            started = true;
            startedAt = now;
            shownAt = now;
        }
        long countsFrom = startedAt + plan.tempo().warmup().toNanos();
        if (now >= countsFrom) {
            // What is counted from then on is not to be divided by what was before.
            shownAt = Math.max(shownAt, countsFrom);
        }
        if (now - shownAt < (live ? LIVE_NANOS : PLAIN_NANOS)) {
            return;
        }
        String line = now < countsFrom ? warmUp(now - startedAt) : line(moment, now - startedAt, now - shownAt);
        if (live) {
            out.show(ERASE_LINE + line);
        } else {
            out.print(line);
        }
        shownAt = now;
        answeredThen = moment.counts().answered();
    }

    synchronized void clear() {
        if (live) {
            out.show(ERASE_LINE);
        }
    }

    private String warmUp(long elapsedNanos) {
        double done = (double) elapsedNanos / plan.sending().toNanos();
        return words.say("load.progress.warm-up", (long) (done * 100), secondsLeft(elapsedNanos, done));
    }

    private static long secondsLeft(long elapsedNanos, double done) {
        return done == 0 ? 0 : Math.round(elapsedNanos / SECOND * (1 - done) / done);
    }

    /** Of those whose turn is over. */
    private static String missingPercent(Counts counts) {
        long over = counts.answered() + counts.missing();
        return String.format(Locale.ROOT, "%.2f", over == 0 ? 0 : counts.missing() * 100.0 / over);
    }

    private String line(ProgressSnapshot moment, long elapsedNanos, long sinceNanos) {
        Counts counts = moment.counts();
        long rate = Math.round((counts.answered() - answeredThen) / (sinceNanos / SECOND));
        String p99 = String.format(Locale.ROOT, "%.3f", moment.p99Nanos() / 1e6);
        double done = plan.tempo().isTimed()
                ? Math.min(1, (double) elapsedNanos / plan.sending().toNanos())
                : (double) counts.over() / plan.planned();
        long secondsLeft = secondsLeft(elapsedNanos, done);
        long percent = (long) (done * 100);
        if (plan.tempo().isTimed()) {
            return words.say(
                    "load.progress.timed",
                    percent,
                    rate,
                    counts.outstanding(),
                    counts.missing(),
                    missingPercent(counts),
                    p99,
                    secondsLeft);
        }
        return words.say(
                "load.progress",
                percent,
                counts.over(),
                plan.planned(),
                rate,
                counts.outstanding(),
                counts.missing(),
                missingPercent(counts),
                p99,
                secondsLeft);
    }
}
