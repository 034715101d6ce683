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
        /** The message was answered in time. */
        void answered(int phase, int client, int number, long latencyNanos);

        /** The message was lost. */
        default void lost(int phase, int client, int number) {}

        /** A lost message was answered after all. */
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
    private final int[] overwrittenLost;
    private final int[] ofWarmup;
    private long waiting;

    private long corrupted;
    private long foreign;

    /**
     * @param mostWaiting upper bound of the messages of one client that wait for answers
     * @param timeline the seconds of the measured messages
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
        this.overwrittenLost = new int[clients];
        this.ofWarmup = new int[clients];
        Arrays.fill(highestAnswered, -1);
    }

    /**
     * Registers the next message of {@code client}, due at {@code time}.
     *
     * @param phase only {@link Phase#COUNTING}, the later phase, appears in the figures
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
            overwrittenLost[client] += phase(table.entry(client, number));
        }
        table.begin(client, number, time, phase);
        waiting(client, 1);
        ofWarmup[client] += Phase.COUNTING - phase;
        PhaseCounts tally = phases[phase];
        tally.sent++;
        tally.timeline.sent(time);
        return number;
    }

    /**
     * The client's last message was not sent. Its timeout runs all the same, so that a refusal does not cause a
     * burst.
     */
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
     * An answer to message {@code number} of {@code client} was received.
     *
     * @return whether the message waited for it
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

    /** The entry was overwritten: all that is known is whether such messages were lost. */
    private void onOverwritten(int client, int number) {
        if (number < ofWarmup[client]) {
            return;
        }
        if (overwrittenLost[client] > 0) {
            overwrittenLost[client]--;
            late(Phase.COUNTING, client, number);
        } else {
            counted.duplicated++;
        }
    }

    /** A message that counted as lost was answered. */
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

    /** A datagram that answers no message, or a damaged answer; before the first second it does not count. */
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

    /** Gives up the client's messages whose timeout has passed; returns how many still waited. */
    int expire(int client, long now) {
        int over = 0;
        for (OverflowTable.Overflow straggler : overflow.until(client, now - timeoutNanos)) {
            overflow.remove(straggler);
            overwrittenLost[client] += recordLost(client, straggler.number(), straggler.entry());
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

    /** Gives up a message; returns 1 if it counts as lost in the figures, otherwise 0. */
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

    /** The number of the client's next message. */
    int begun(int client) {
        return begun[client];
    }

    private void waiting(int client, int change) {
        waitingOf[client] += change;
        waiting += change;
    }

    /** Messages of the client, of both phases, that wait. */
    int waiting(int client) {
        return waitingOf[client];
    }

    /** Messages of all clients that wait. */
    long waiting() {
        return waiting;
    }

    /** The counts, completed by those of the pacing. */
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
