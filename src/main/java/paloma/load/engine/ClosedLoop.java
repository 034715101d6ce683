package paloma.load.engine;

import paloma.lifecycle.Deadline;
import paloma.load.plan.ClientRange;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Phase;
import paloma.load.plan.Plan;

/**
 * <em>Reactor-owned.</em> Each client keeps a window of messages in flight. When one is answered or expires, the client
 * sends the next after its think time. Ends after a number of messages of each client, or at an end time.
 */
final class ClosedLoop implements Pacing {
    private final LoadEngine engine;
    private final int clients;
    private final int messages;
    private final long thinkNanos;
    private final long measuredFrom;
    private final long endsAt;

    private final long starts;
    private long started;
    private long completed;

    // A ring of clients and their due times: the think time is equal for all, so the first in is due first.
    private final int[] thinkingClients;
    private final long[] thinkingUntil;
    private int firstThinking;
    private int thinking;

    ClosedLoop(LoadEngine engine, Plan plan, ClientRange range) {
        LoadProfile profile = plan.profile();
        this.engine = engine;
        clients = range.count();
        messages = profile.isTimed() ? Integer.MAX_VALUE : profile.messages();
        thinkNanos = profile.think().toNanos();
        measuredFrom = profile.warmup().toNanos();
        endsAt = profile.isTimed() ? profile.warmup().plus(profile.duration()).toNanos() : Deadline.NEVER;
        starts = (long) clients * profile.window();
        int places = thinkNanos == 0 ? 0 : (int) starts;
        thinkingClients = new int[places];
        thinkingUntil = new long[places];
    }

    @Override
    public void turn(long now, int max) {
        int remaining = max;
        for (; remaining > 0 && started < starts && startsAt() <= now; remaining--) {
            send((int) (started++ % clients), now);
        }
        for (; remaining > 0 && thinking > 0 && thinkingUntil[firstThinking] <= now; remaining--) {
            int client = thinkingClients[firstThinking];
            firstThinking = (firstThinking + 1) % thinkingClients.length;
            thinking--;
            send(client, now);
        }
    }

    /** Spreads the first messages over one think time; otherwise all clients would always send at once. */
    private long startsAt() {
        return thinkNanos == 0 ? 0 : (long) ((double) thinkNanos * started / starts);
    }

    private void send(int client, long now) {
        if (now < endsAt) {
            engine.send(client, now, Phase.of(now, measuredFrom));
        }
    }

    @Override
    public long deadline() {
        long start = started < starts ? startsAt() : Deadline.NEVER;
        return thinking > 0 ? Math.min(start, thinkingUntil[firstThinking]) : start;
    }

    @Override
    public void onCompleted(int client, long now) {
        completed++;
        if (engine.nextNumber(client) >= messages) {
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
                ? completed == (long) clients * messages
                : now >= endsAt && engine.waiting() == 0;
    }

    @Override
    public long skipped() {
        return 0;
    }
}
