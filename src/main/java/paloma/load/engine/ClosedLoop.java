package paloma.load.engine;

import paloma.load.plan.ClientRange;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Phase;
import paloma.load.plan.Plan;

/**
 * <em>Reactor-owned.</em> Each client has so many messages on their way, and lets the next leave when one is answered or
 * given up, after having thought about it. For a number of messages, or for a while.
 */
final class ClosedLoop implements Pacing {
    private final LoadEngine player;
    private final int clients;
    private final int messages;
    private final long thinkNanos;
    private final long countsFrom;
    private final long endsAt;

    private final long starts;
    private long started;
    private long finished;

    // Whoever thinks, thinks equally long: they are due in the order in which they began.
    private final int[] thinkers;
    private final long[] thoughtAt;
    private int firstThinker;
    private int thinking;

    ClosedLoop(LoadEngine player, Plan plan, ClientRange share) {
        LoadProfile tempo = plan.tempo();
        this.player = player;
        clients = share.count();
        messages = tempo.isTimed() ? Integer.MAX_VALUE : tempo.messages();
        thinkNanos = tempo.think().toNanos();
        countsFrom = tempo.warmup().toNanos();
        endsAt = tempo.isTimed() ? tempo.warmup().plus(tempo.duration()).toNanos() : NEVER;
        starts = (long) clients * tempo.window();
        int places = thinkNanos == 0 ? 0 : (int) starts;
        thinkers = new int[places];
        thoughtAt = new long[places];
    }

    @Override
    public void turn(long now, int most) {
        int left = most;
        for (; left > 0 && started < starts && startsAt() <= now; left--) {
            say((int) (started++ % clients), now);
        }
        for (; left > 0 && thinking > 0 && thoughtAt[firstThinker] <= now; left--) {
            int client = thinkers[firstThinker];
            firstThinker = (firstThinker + 1) % thinkers.length;
            thinking--;
            say(client, now);
        }
    }

    /** Those who think begin one after the other, so that they do not all come at once ever after. */
    private long startsAt() {
        return thinkNanos == 0 ? 0 : (long) ((double) thinkNanos * started / starts);
    }

    private void say(int client, long now) {
        if (now < endsAt) {
            player.say(client, now, Phase.of(now, countsFrom));
        }
    }

    @Override
    public long deadline() {
        long start = started < starts ? startsAt() : NEVER;
        return thinking > 0 ? Math.min(start, thoughtAt[firstThinker]) : start;
    }

    @Override
    public void over(int client, long now) {
        finished++;
        if (player.begun(client) >= messages) {
            return;
        }
        if (thinkNanos == 0) {
            say(client, now);
        } else {
            int place = (firstThinker + thinking++) % thinkers.length;
            thinkers[place] = client;
            thoughtAt[place] = now + thinkNanos;
        }
    }

    @Override
    public boolean finished(long now) {
        return endsAt == NEVER ? finished == (long) clients * messages : now >= endsAt && player.waiting() == 0;
    }

    @Override
    public long skipped() {
        return 0;
    }
}
