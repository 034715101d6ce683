package paloma.load.engine;

import static paloma.load.engine.MessageTable.ANSWERED;
import static paloma.load.engine.MessageTable.LOST;
import static paloma.load.engine.MessageTable.REFUSED;
import static paloma.load.engine.MessageTable.WAITING;
import static paloma.load.engine.MessageTable.phase;
import static paloma.load.engine.MessageTable.state;
import static paloma.load.engine.MessageTable.time;

import java.util.Arrays;
import paloma.load.plan.Phase;
import paloma.load.report.Counts;

/**
 * <em>Reactor-owned.</em> Judges what all clients of a process send, hear, and wait for in vain. Pure: no socket, no
 * clock. Times are nanoseconds from the start of the run, 0 or more.
 */
final class AnswerChecker {
    /** <em>Reactor-owned.</em> Called with the outcome of each message. */
    interface Listener {
        /** A message was answered in time. */
        void answered(int phase, int client, int number, long latencyNanos);

        /** A message was not. */
        default void lost(int phase, int client, int number) {}

        /** A message was answered after all. */
        default void late(int phase) {}
    }

    /** <em>Reactor-owned.</em> The counts of one phase. */
    private static final class PhaseCounts {
        final Timeline timeline;
        long sent;
        long unsent;
        long answered;
        long late;
        long lost;
        long duplicated;
        long reordered;

        PhaseCounts(Timeline timeline) {
            this.timeline = timeline;
        }
    }

    private final Listener listener;
    private final PhaseCounts[] phases;
    private final PhaseCounts counted;
    private final long timeoutNanos;
    private final MessageTable table;
    private final OverflowTable overflow;
    private final int[] begun;
    private final int[] waitingOf;
    private final int[] oldest;
    private final int[] highestAnswered;
    private final int[] onOverwrittenLost;
    private final int[] ofWarmup;
    private long waiting;

    private long corrupted;
    private long foreign;

    /**
     * @param mostWaiting messages of one client that may wait for their answers at the same time
     * @param timeline what becomes of the messages that count
     */
    AnswerChecker(int clients, long mostWaiting, long timeoutNanos, Timeline timeline, Listener listener) {
        this.listener = listener;
        this.counted = new PhaseCounts(timeline);
        this.phases = new PhaseCounts[] {new PhaseCounts(new Timeline(0)), counted};
        this.timeoutNanos = timeoutNanos;
        this.table = new MessageTable(clients, mostWaiting);
        this.overflow = new OverflowTable(clients);
        this.begun = new int[clients];
        this.waitingOf = new int[clients];
        this.oldest = new int[clients];
        this.highestAnswered = new int[clients];
        this.onOverwrittenLost = new int[clients];
        this.ofWarmup = new int[clients];
        Arrays.fill(highestAnswered, -1);
    }

    /**
     * The next message of {@code client} leaves, or should have left, at {@code time}.
     *
     * @param phase only {@link Phase#COUNTING} appears in the figures, and comes after all of the other
     * @return its number, from 0 on
     */
    int sending(int client, long time, int phase) {
        int number = begun[client]++;
        if (number - oldest[client] == table.length()) {
            long entry = table.entry(client, oldest[client]);
            if (state(entry) <= REFUSED) {
                overflow.add(client, oldest[client], entry);
            }
            oldest[client]++;
        }
        if (number >= table.length() && state(table.entry(client, number)) == LOST) {
            onOverwrittenLost[client] += phase(table.entry(client, number));
        }
        table.begin(client, number, time, phase);
        waiting(client, 1);
        ofWarmup[client] += Phase.COUNTING - phase;
        PhaseCounts tally = phases[phase];
        tally.sent++;
        tally.timeline.sent(time);
        return number;
    }

    /** The client's last message did not leave. Its time runs all the same, so that a refusal is not answered by a storm. */
    void refused(int client) {
        int number = begun[client] - 1;
        long entry = table.entry(client, number);
        table.become(REFUSED, client, number);
        PhaseCounts tally = phases[phase(entry)];
        tally.sent--;
        tally.unsent++;
        tally.timeline.unsent(time(entry));
    }

    /**
     * An answer to message {@code number} of {@code client} came.
     *
     * @return whether the message waited for it; its turn is over then
     */
    boolean received(int client, int number, long now) {
        if (number >= begun[client]) {
            unexpected(false, now);
            return false;
        }
        if (number < begun[client] - table.length()) {
            return longAgo(client, number, now);
        }
        long entry = table.entry(client, number);
        int state = state(entry);
        if (state == WAITING) {
            table.become(ANSWERED, client, number);
            waiting(client, -1);
            inTimeOrLate(client, number, entry, now);
            return true;
        }
        if (state == LOST) {
            table.become(ANSWERED, client, number);
            late(phase(entry), client, number);
        } else if (state == REFUSED) {
            unexpected(false, now);
        } else {
            phases[phase(entry)].duplicated++;
        }
        return false;
    }

    private boolean longAgo(int client, int number, long now) {
        OverflowTable.Overflow straggler = overflow.get(client, number);
        if (straggler == null) {
            onOverwritten(client, number);
            return false;
        }
        if (state(straggler.entry()) == REFUSED) {
            unexpected(false, now);
            return false;
        }
        overflow.remove(straggler);
        waiting(client, -1);
        inTimeOrLate(client, number, straggler.entry(), now);
        return true;
    }

    private void inTimeOrLate(int client, int number, long entry, long now) {
        int phase = phase(entry);
        PhaseCounts tally = phases[phase];
        long latency = now - time(entry);
        if (latency < timeoutNanos) {
            order(tally, client, number);
            tally.answered++;
            tally.timeline.answered(time(entry));
            listener.answered(phase, client, number, latency);
        } else {
            tally.lost++;
            tally.timeline.missing(time(entry));
            listener.lost(phase, client, number);
            late(phase, client, number);
        }
    }

    /** So long ago that nothing is known but whether any such message was lost. */
    private void onOverwritten(int client, int number) {
        if (number < ofWarmup[client]) {
            return;
        }
        if (onOverwrittenLost[client] > 0) {
            onOverwrittenLost[client]--;
            late(Phase.COUNTING, client, number);
        } else {
            counted.duplicated++;
        }
    }

    /** What counted as lost was answered after all. */
    private void late(int phase, int client, int number) {
        PhaseCounts tally = phases[phase];
        tally.lost--;
        tally.late++;
        order(tally, client, number);
        listener.late(phase);
    }

    private void order(PhaseCounts tally, int client, int number) {
        if (number < highestAnswered[client]) {
            tally.reordered++;
        } else {
            highestAnswered[client] = number;
        }
    }

    /** Something came that is no answer, or a damaged one; before the first second it does not count. */
    void unexpected(boolean damaged, long now) {
        if (!counted.timeline.contains(now)) {
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
        for (OverflowTable.Overflow straggler : overflow.until(client, now - timeoutNanos)) {
            overflow.remove(straggler);
            onOverwrittenLost[client] += recordLost(client, straggler.number(), straggler.entry());
            over++;
        }
        while (oldest[client] < begun[client]) {
            long entry = table.entry(client, oldest[client]);
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
        long entry = table.entry(client, number);
        if (state(entry) == WAITING) {
            table.become(LOST, client, number);
        }
        recordLost(client, number, entry);
    }

    /** The turn of a message is over without an answer; 1 if that is a loss in the figures, 0 if not. */
    private int recordLost(int client, int number, long entry) {
        waiting(client, -1);
        if (state(entry) != WAITING) {
            return 0;
        }
        int phase = phase(entry);
        phases[phase].lost++;
        phases[phase].timeline.missing(time(entry));
        listener.lost(phase, client, number);
        return phase;
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
                counted.sent,
                counted.unsent,
                skipped,
                behind,
                queued,
                counted.answered,
                counted.late,
                counted.lost,
                heldUp,
                counted.duplicated,
                counted.reordered,
                corrupted,
                foreign);
    }
}
