package paloma.load.engine;

import paloma.lifecycle.Deadline;
import paloma.load.plan.ClientRange;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Phase;
import paloma.load.plan.Plan;

/**
 * <em>Reactor-owned.</em> Each client has so many messages on their way, and lets the next leave when one is answered or
 * given up, after having thought about it. For a number of messages, or for a while.
 */
final class ClosedLoop implements Pacing {
    private final LoadEngine engine;
    private final int clients;
    private final int messages;
    private final long thinkNanos;
    private final long countsFrom;
    private final long endsAt;

    private final long starts;
    private long started;
    private long finished;

    // All think equally long, so clients are due in the order in which they began to think.
    private final int[] thinkingClients;
    private final long[] thinkingUntil;
    private int firstThinking;
    private int thinking;

    ClosedLoop(LoadEngine player, Plan plan, ClientRange share) {
        LoadProfile tempo = plan.profile();
        this.engine = player;
        clients = share.count();
        messages = tempo.isTimed() ? Integer.MAX_VALUE : tempo.messages();
        thinkNanos = tempo.think().toNanos();
        countsFrom = tempo.warmup().toNanos();
        endsAt = tempo.isTimed() ? tempo.warmup().plus(tempo.duration()).toNanos() : Deadline.NEVER;
        starts = (long) clients * tempo.window();
        int places = thinkNanos == 0 ? 0 : (int) starts;
        thinkingClients = new int[places];
        thinkingUntil = new long[places];
    }

    @Override
    public void turn(long now, int most) {
        int left = most;
        for (; left > 0 && started < starts && startsAt() <= now; left--) {
            send((int) (started++ % clients), now);
        }
        for (; left > 0 && thinking > 0 && thinkingUntil[firstThinking] <= now; left--) {
            int client = thinkingClients[firstThinking];
            firstThinking = (firstThinking + 1) % thinkingClients.length;
            thinking--;
            send(client, now);
        }
    }

    /** Thinking clients start one after the other, so that they do not send all at once for the whole run. */
    private long startsAt() {
        return thinkNanos == 0 ? 0 : (long) ((double) thinkNanos * started / starts);
    }

    private void send(int client, long now) {
        if (now < endsAt) {
            engine.send(client, now, Phase.of(now, countsFrom));
        }
    }

    @Override
    public long deadline() {
        long start = started < starts ? startsAt() : Deadline.NEVER;
        return thinking > 0 ? Math.min(start, thinkingUntil[firstThinking]) : start;
    }

    @Override
    public void over(int client, long now) {
        finished++;
        if (engine.begun(client) >= messages) {
            return;
        }
        if (thinkNanos == 0) {
            send(client, now);
        } else {
            int place = (firstThinking + thinking++) % thinkingClients.length;
            thinkingClients[place] = client;
            thinkingUntil[place] = now + thinkNanos;
        }
    }

    @Override
    public boolean finished(long now) {
        return endsAt == Deadline.NEVER
                ? finished == (long) clients * messages
                : now >= endsAt && engine.waiting() == 0;
    }

    @Override
    public long skipped() {
        return 0;
    }
}
