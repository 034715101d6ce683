package paloma.worker;

import paloma.ServerListener;
import paloma.lifecycle.ListenerCall;

/**
 * <em>Any thread.</em> Finds workers that have not returned from a handler for 10 s. Confined to the maintenance thread,
 * except {@link #stuck}.
 */
public final class StuckWorkerMonitor {
    /** After how many seconds in one call of the handler a worker is stuck. */
    public static final int STUCK_SECONDS = 10;

    private final WorkerPool pool;
    private final ServerListener listener;
    private final long[] calls;
    private final int[] seconds;
    private volatile int stuck;

    public StuckWorkerMonitor(WorkerPool pool, ServerListener listener) {
        this.pool = pool;
        this.listener = listener;
        this.calls = new long[pool.size()];
        this.seconds = new int[pool.size()];
    }

    /**
     * Called once a second. Reports when the number of stuck workers has grown, or is 0 again. A worker whose number of
     * begins and ends is odd and unchanged has been in the same call for another second.
     */
    public void check() {
        int found = 0;
        for (int i = 0; i < calls.length; i++) {
            long now = pool.calls(i);
            seconds[i] = now % 2 == 1 && now == calls[i] ? seconds[i] + 1 : 0;
            calls[i] = now;
            found += seconds[i] >= STUCK_SECONDS ? 1 : 0;
        }
        int before = stuck;
        stuck = found;
        if (found > before || found == 0 && before > 0) {
            int reported = found;
            ListenerCall.run(() -> listener.onWorkersStuck(reported, calls.length));
        }
    }

    /** Any thread: stuck workers at the last check. */
    public int stuck() {
        return stuck;
    }
}
