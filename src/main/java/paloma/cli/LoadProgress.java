package paloma.cli;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import paloma.load.Counts;
import paloma.load.Plan;

/** <em>Any thread.</em> One line on the terminal, written anew as the run goes on; nothing where there is no terminal. */
final class LoadProgress {
    private static final String ERASE_LINE = "\r\033[K";

    private final Plan plan;
    private final Words words;
    private final PrintStream out;
    private final long startedAt = System.nanoTime();

    LoadProgress(Plan plan, Words words, PrintStream terminal) {
        this.plan = plan;
        this.words = words;
        this.out = terminal;
    }

    synchronized void show(Counts counts) {
        if (out != null) {
            out.print(ERASE_LINE + line(counts, System.nanoTime() - startedAt));
            out.flush();
        }
    }

    synchronized void clear() {
        if (out != null) {
            out.print(ERASE_LINE);
            out.flush();
        }
    }

    /** What the line says when {@code counts} were reached after {@code elapsedNanos}. */
    String line(Counts counts, long elapsedNanos) {
        long planned = plan.planned();
        long over = counts.over();
        double seconds = Math.max(1, elapsedNanos) / (double) TimeUnit.SECONDS.toNanos(1);
        long rate = Math.round(counts.answered() / seconds);
        long secondsLeft = over == 0 ? 0 : Math.round((planned - over) * seconds / over);
        return words.say("load.progress", over * 100 / planned, over, planned, rate, counts.lost(), secondsLeft);
    }
}
