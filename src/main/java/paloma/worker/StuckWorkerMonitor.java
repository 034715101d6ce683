package paloma.worker;

import java.util.function.Consumer;

/**
 * <em>Owned by the housekeeper</em>, off the reactor. Looks at the workers once a second and says when some have not come
 * back from a handler for 10 s: one line when their number grows, and one a minute while it stays.
 */
public final class StuckWorkerMonitor {
    /** How long a worker may be with one session before it counts as stuck. */
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

    /** One look; there is one a second. A worker that still is with the session of the last look has been so for a second. */
    public void check() {
        int found = 0;
        for (int i = 0; i < turns.length; i++) {
            long turn = pool.turn(i);
            // Even while it waits for a session, odd while it is with one.
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

    /** Any thread: how many workers counted as stuck at the last look. */
    public int stuck() {
        return stuck;
    }
}
