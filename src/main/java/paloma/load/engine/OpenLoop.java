package paloma.load.engine;

import java.util.concurrent.TimeUnit;
import paloma.lifecycle.Deadline;
import paloma.load.plan.ClientOrder;
import paloma.load.plan.ClientRange;
import paloma.load.plan.Phase;
import paloma.load.plan.Plan;
import paloma.load.plan.Schedule;

/**
 * <em>Reactor-owned.</em> Messages leave when the {@link Schedule} says, whatever became of those before. What is late
 * leaves as soon as possible, with the time at which it was due; what has not left when the schedule and one timeout more
 * are over never leaves. Nor does what is 10 ms late in the warm-up: there the generator's own code is compiled still, and the
 * debt of that time would be paid when the messages count.
 */
final class OpenLoop implements Pacing {
    /** How late a warm-up message may be sent. */
    private static final long WARMUP_LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Late messages skipped in one turn at most. */
    private static final int MAX_LATE_SKIPPED = 10_000;

    private final LoadEngine engine;
    private final Schedule schedule;
    private final ClientOrder order;
    private final long lastAt;
    private long turns;
    private long next;
    private long nextDue;
    private boolean ended;

    OpenLoop(LoadEngine player, Plan plan, ClientRange share) {
        this.engine = player;
        schedule = new Schedule(plan.profile());
        order = new ClientOrder(plan.clients(), share);
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
    public void turn(long now, int most) {
        skipLate(now);
        if (isSkippable(now)) {
            return;
        }
        long time = now;
        for (int i = 0; i < most && nextDue <= time; i++) {
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

    /** Skips messages that are too late, and with them all that are late, within the bound of a turn. */
    private void skipLate(long now) {
        if (isSkippable(now)) {
            for (int i = 0; i < MAX_LATE_SKIPPED && next < schedule.warmups() && nextDue < now; i++) {
                turns++;
                poll();
            }
        }
    }

    private boolean isSkippable(long now) {
        // Without a branch on the phase, see {@link Phase}.
        return (Phase.COUNTING - schedule.phase(next)) * (now - nextDue) > WARMUP_LATE_NANOS;
    }

    @Override
    public long deadline() {
        return nextDue;
    }

    @Override
    public void over(int client, long now) {
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
