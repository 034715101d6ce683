package paloma.load;

import static paloma.load.Memory.ANSWERED;
import static paloma.load.Memory.LOST;
import static paloma.load.Memory.REFUSED;
import static paloma.load.Memory.WAITING;
import static paloma.load.Memory.isCounted;
import static paloma.load.Memory.state;
import static paloma.load.Memory.time;

import java.util.Arrays;

/**
 * <em>Reactor-owned.</em> Judges what all clients of a process send, hear, and wait for in vain. Pure: no socket, no
 * clock. Times are nanoseconds from the start of the run, 0 or more.
 */
final class Checker {
    /** What the checker has to tell at once. */
    interface Listener {
        /** A message that counts was answered in time. */
        void answered(int client, int number, long latencyNanos);

        /** A message that counts was not. */
        default void lost(int client, int number) {}

        /** A message that counts was answered after all. */
        default void late() {}
    }

    private final Listener listener;
    private final Timeline timeline;
    private final long timeoutNanos;
    private final Memory memory;
    private final Stragglers stragglers;
    private final int[] begun;
    private final int[] waitingOf;
    private final int[] oldest;
    private final int[] highestAnswered;
    private final int[] forgottenLost;
    private final int[] firstCounting;
    private long waiting;

    private long sent;
    private long unsent;
    private long answered;
    private long late;
    private long lost;
    private long duplicated;
    private long reordered;
    private long corrupted;
    private long foreign;

    /** @param mostWaiting messages of one client that may wait for their answers at the same time */
    Checker(int clients, long mostWaiting, long timeoutNanos, Timeline timeline, Listener listener) {
        this.listener = listener;
        this.timeline = timeline;
        this.timeoutNanos = timeoutNanos;
        this.memory = new Memory(clients, mostWaiting);
        this.stragglers = new Stragglers(clients);
        this.begun = new int[clients];
        this.waitingOf = new int[clients];
        this.oldest = new int[clients];
        this.highestAnswered = new int[clients];
        this.forgottenLost = new int[clients];
        this.firstCounting = new int[clients];
        Arrays.fill(highestAnswered, -1);
        Arrays.fill(firstCounting, Integer.MAX_VALUE);
    }

    /**
     * The next message of {@code client} leaves, or should have left, at {@code time}.
     *
     * @param counts whether it is to appear in the figures
     * @return its number, from 0 on
     */
    int sending(int client, long time, boolean counts) {
        int number = begun[client]++;
        if (number - oldest[client] == memory.length()) {
            long entry = memory.entry(client, oldest[client]);
            if (state(entry) <= REFUSED) {
                stragglers.add(client, oldest[client], entry);
            }
            oldest[client]++;
        }
        if (number >= memory.length() && state(memory.entry(client, number)) == LOST) {
            forgottenLost[client]++;
        }
        memory.begin(client, number, time, counts);
        waiting(client, 1);
        if (counts) {
            firstCounting[client] = Math.min(firstCounting[client], number);
            sent++;
            timeline.sent(time);
        }
        return number;
    }

    /** The client's last message did not leave. Its time runs all the same, so that a refusal is not answered by a storm. */
    void refused(int client) {
        int number = begun[client] - 1;
        long entry = memory.entry(client, number);
        memory.become(REFUSED, client, number);
        if (isCounted(entry)) {
            sent--;
            unsent++;
            timeline.unsent(time(entry));
        }
    }

    /**
     * An answer to message {@code number} of {@code client} came.
     *
     * @return whether the message waited for it; its turn is over then
     */
    boolean received(int client, int number, long now) {
        if (number >= begun[client]) {
            strange(false, now);
            return false;
        }
        if (number < begun[client] - memory.length()) {
            return longAgo(client, number, now);
        }
        long entry = memory.entry(client, number);
        int state = state(entry);
        if (state == WAITING) {
            memory.become(ANSWERED, client, number);
            waiting(client, -1);
            inTimeOrLate(client, number, entry, now);
            return true;
        }
        if (state == LOST) {
            memory.become(ANSWERED, client, number);
            if (isCounted(entry)) {
                late(client, number);
            }
        } else if (state == REFUSED) {
            strange(false, now);
        } else if (isCounted(entry)) {
            duplicated++;
        }
        return false;
    }

    private boolean longAgo(int client, int number, long now) {
        Stragglers.Straggler straggler = stragglers.get(client, number);
        if (straggler == null) {
            forgotten(client, number);
            return false;
        }
        if (state(straggler.entry()) == REFUSED) {
            strange(false, now);
            return false;
        }
        stragglers.remove(straggler);
        waiting(client, -1);
        inTimeOrLate(client, number, straggler.entry(), now);
        return true;
    }

    private void inTimeOrLate(int client, int number, long entry, long now) {
        if (!isCounted(entry)) {
            return;
        }
        long latency = now - time(entry);
        if (latency < timeoutNanos) {
            order(client, number);
            answered++;
            timeline.answered(time(entry));
            listener.answered(client, number, latency);
        } else {
            lost++;
            timeline.missing(time(entry));
            listener.lost(client, number);
            late(client, number);
        }
    }

    /** So long ago that nothing is known but whether any such message was lost. */
    private void forgotten(int client, int number) {
        if (number < firstCounting[client]) {
            return;
        }
        if (forgottenLost[client] > 0) {
            forgottenLost[client]--;
            late(client, number);
        } else {
            duplicated++;
        }
    }

    /** What counted as lost was answered after all. */
    private void late(int client, int number) {
        lost--;
        late++;
        order(client, number);
        listener.late();
    }

    private void order(int client, int number) {
        if (number < highestAnswered[client]) {
            reordered++;
        } else {
            highestAnswered[client] = number;
        }
    }

    /** Something came that is no answer, or a damaged one; before the first second it does not count. */
    void strange(boolean damaged, long now) {
        if (!timeline.contains(now)) {
            return;
        }
        if (damaged) {
            corrupted++;
        } else {
            foreign++;
        }
    }

    /** Gives up the client's messages that were to leave the timeout ago or earlier; says how many waited still. */
    int expire(int client, long now) {
        int over = 0;
        for (Stragglers.Straggler straggler : stragglers.until(client, now - timeoutNanos)) {
            stragglers.remove(straggler);
            forgottenLost[client] += lose(client, straggler.number(), straggler.entry()) ? 1 : 0;
            over++;
        }
        while (oldest[client] < begun[client]) {
            long entry = memory.entry(client, oldest[client]);
            if (state(entry) <= REFUSED) {
                if (now - time(entry) < timeoutNanos) {
                    return over;
                }
                giveUp(client, oldest[client]);
                over++;
            }
            oldest[client]++;
        }
        return over;
    }

    private void giveUp(int client, int number) {
        long entry = memory.entry(client, number);
        if (state(entry) == WAITING) {
            memory.become(isCounted(entry) ? LOST : ANSWERED, client, number);
        }
        lose(client, number, entry);
    }

    /** The turn of a message is over without an answer; whether that is a loss in the figures. */
    private boolean lose(int client, int number, long entry) {
        waiting(client, -1);
        if (state(entry) != WAITING || !isCounted(entry)) {
            return false;
        }
        lost++;
        timeline.missing(time(entry));
        listener.lost(client, number);
        return true;
    }

    /** How many messages of the client have had their turn or are having it. */
    int begun(int client) {
        return begun[client];
    }

    private void waiting(int client, int change) {
        waitingOf[client] += change;
        waiting += change;
    }

    /** Messages of the client, counted or not, whose turn is not over. */
    int waiting(int client) {
        return waitingOf[client];
    }

    /** Those of all clients. */
    long waiting() {
        return waiting;
    }

    /** What was counted here; who keeps the time knows the rest. */
    Counts counts(long skipped, long behind, long queued, long heldUp) {
        return new Counts(
                sent,
                unsent,
                skipped,
                behind,
                queued,
                answered,
                late,
                lost,
                heldUp,
                duplicated,
                reordered,
                corrupted,
                foreign);
    }
}
