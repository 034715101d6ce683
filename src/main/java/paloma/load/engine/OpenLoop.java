package paloma.load.engine;

import java.util.concurrent.TimeUnit;
import paloma.lifecycle.Deadline;
import paloma.load.plan.ClientOrder;
import paloma.load.plan.ClientRange;
import paloma.load.plan.Phase;
import paloma.load.plan.Plan;
import paloma.load.plan.Schedule;

/**
 * <em>Reactor-owned.</em> Sends messages on a {@link Schedule}, independent of the outcome of earlier ones. A late message is
 * sent as soon as possible and keeps its due time. Messages still unsent one timeout after the end of the schedule are skipped.
 * So are warm-up messages more than 10 ms late: the JIT compiles the generator during the warm-up, and its backlog would be
 * sent in the measured time.
 */
final class OpenLoop implements Pacing {
    /** A warm-up message is skipped when it is later than this. */
    private static final long WARMUP_LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Maximum number of messages skipped in one turn. */
    private static final int MAX_LATE_SKIPPED = 10_000;

    private final LoadEngine engine;
    private final Schedule schedule;
    private final ClientOrder order;
    private final long lastAt;
    private long turns;
    private long next;
    private long nextDue;
    private boolean ended;

    OpenLoop(LoadEngine engine, Plan plan, ClientRange range) {
        this.engine = engine;
        schedule = new Schedule(plan.profile());
        order = new ClientOrder(plan.clients(), range);
        lastAt = plan.profile()
                .warmup()
                .plus(plan.profile().duration())
                .plus(plan.timeout())
                .toNanos();
        poll();
    }

    private void poll() {
        next = order.message(turns);
        nextDue = next < schedule.total() ? schedule.dueNanos(next) : Deadline.NEVER;
    }

    @Override
    public void turn(long now, int max) {
        skipLate(now);
        if (isSkippable(now)) {
            return;
        }
        long time = now;
        for (int i = 0; i < max && nextDue <= time; i++) {
            if (time > lastAt) {
                nextDue = Deadline.NEVER;
                ended = true;
                return;
            }
            engine.send(order.client(turns), nextDue, schedule.phase(next));
            turns++;
            poll();
            time = engine.now();
        }
    }

    /** Once a warm-up message is too late, skips all warm-up messages that are late, within the bound of a turn. */
    private void skipLate(long now) {
        if (isSkippable(now)) {
            for (int i = 0; i < MAX_LATE_SKIPPED && next < schedule.warmups() && nextDue < now; i++) {
                turns++;
                poll();
            }
        }
    }

    private boolean isSkippable(long now) {
        // No branch on the phase, see {@link Phase}.
        return (Phase.COUNTING - schedule.phase(next)) * (now - nextDue) > WARMUP_LATE_NANOS;
    }

    @Override
    public long deadline() {
        return nextDue;
    }

    @Override
    public void onCompleted(int client, long now) {
        // The next message does not wait for it.
    }

    @Override
    public boolean finished(long now) {
        return nextDue == Deadline.NEVER && engine.waiting() == 0;
    }

    @Override
    public long skipped() {
        if (!ended) {
            return 0;
        }
        long skipped = 0;
        for (long n = turns; order.message(n) < schedule.total(); n++) {
            skipped++;
        }
        return skipped;
    }
}
