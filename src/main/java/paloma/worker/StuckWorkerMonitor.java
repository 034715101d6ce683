package paloma.worker;

import java.util.function.Consumer;

/**
 * <em>Any thread.</em> Warns when workers have not returned from a handler for 10 s. Confined to the maintenance
 * thread, except {@link #stuck}. One warning when the number of stuck workers grows, then one a minute.
 */
public final class StuckWorkerMonitor {
    /** After how many seconds with one session a worker is stuck. */
    public static final int STUCK_SECONDS = 10;

    private static final int REPEAT_SECONDS = 60;

    private final WorkerPool pool;
    private final Consumer<String> warnings;
    private final long[] turns;
    private final int[] seconds;
    private volatile int stuck;
    private int reported;
    private int secondsSinceReport;

    public StuckWorkerMonitor(WorkerPool pool, Consumer<String> warnings) {
        this.pool = pool;
        this.warnings = warnings;
        this.turns = new long[pool.size()];
        this.seconds = new int[pool.size()];
    }

    /**
     * Called once a second. A worker whose turn number is odd and unchanged has been in a handler for another second.
     */
    public void check() {
        int found = 0;
        for (int i = 0; i < turns.length; i++) {
            long turn = pool.turn(i);
            // Even while the worker waits for a session, odd while it runs one.
            seconds[i] = turn % 2 == 1 && turn == turns[i] ? seconds[i] + 1 : 0;
            turns[i] = turn;
            found += seconds[i] >= STUCK_SECONDS ? 1 : 0;
        }
        stuck = found;
        secondsSinceReport++;
        if (found > reported || found > 0 && secondsSinceReport >= REPEAT_SECONDS) {
            warnings.accept(found + " of " + turns.length + " workers have been in a handler for " + STUCK_SECONDS
                    + " s or longer");
            secondsSinceReport = 0;
        }
        reported = found;
    }

    /** Any thread: stuck workers at the last check. */
    public int stuck() {
        return stuck;
    }
}
