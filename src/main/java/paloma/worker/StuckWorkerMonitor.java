package paloma.worker;

import paloma.ServerListener;

/**
 * <em>Any thread.</em> Finds workers that have not returned from a handler for 10 s. Confined to the maintenance thread,
 * except {@link #stuck}.
 */
public final class StuckWorkerMonitor {
    /** After how many seconds with one session a worker is stuck. */
    public static final int STUCK_SECONDS = 10;

    private final WorkerPool pool;
    private final ServerListener listener;
    private final long[] turns;
    private final int[] seconds;
    private volatile int stuck;

    public StuckWorkerMonitor(WorkerPool pool, ServerListener listener) {
        this.pool = pool;
        this.listener = listener;
        this.turns = new long[pool.size()];
        this.seconds = new int[pool.size()];
    }

    /**
     * Called once a second. Reports when the number of stuck workers has grown, or is 0 again. A worker whose turn number is odd and unchanged has been in a handler for another second.
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
        int before = stuck;
        stuck = found;
        if (found > before || found == 0 && before > 0) {
            listener.onWorkersStuck(found, turns.length);
        }
    }

    /** Any thread: stuck workers at the last check. */
    public int stuck() {
        return stuck;
    }
}
