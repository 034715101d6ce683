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
import paloma.load.report.Verdict;

/**
 * <em>Reactor-owned.</em> Matches answers to the messages of all clients of a process and counts the outcomes. Pure: no
 * socket, no clock read. Times are nanoseconds from the start of the run, 0 or more.
 */
final class AnswerChecker {
    /** <em>Reactor-owned.</em> The counts of one phase. */
    private static final class PhaseCounts {
        final Timeline timeline;
        long sent;
        long unsent;
        long answered;
        long late;
        long lost;
        long readLate;
        long duplicated;
        long reordered;

        PhaseCounts(Timeline timeline) {
            this.timeline = timeline;
        }
    }

    private static final long BEHIND_NANOS = Verdict.BEHIND.toNanos();

    private final OutcomeListener listener;
    private final PhaseCounts[] phases;
    private final PhaseCounts measured;
    private final long timeoutNanos;
    private final MessageTable table;
    private final OverflowTable overflow;
    private final int[] nextNumber;
    private final int[] waitingByClient;
    // By client: no earlier number is pending in the table.
    private final int[] firstPending;
    private final int[] highestAnswered;
    // By client: lost, measured messages whose entries were overwritten.
    private final int[] overwrittenLost;
    // By client: the number of warm-up messages, which have the lowest numbers.
    private final int[] warmups;
    private long waiting;
    private long readBeganAt;

    private long corrupted;
    private long foreign;

    /**
     * @param maxWaiting upper bound of the messages of one client that wait for answers
     * @param timeline receives the outcomes of the measured messages
     */
    AnswerChecker(int clients, long maxWaiting, long timeoutNanos, Timeline timeline, OutcomeListener listener) {
        this.listener = listener;
        this.measured = new PhaseCounts(timeline);
        this.phases = new PhaseCounts[] {new PhaseCounts(new Timeline(0)), measured};
        this.timeoutNanos = timeoutNanos;
        this.table = new MessageTable(clients, maxWaiting);
        this.overflow = new OverflowTable();
        this.nextNumber = new int[clients];
        this.waitingByClient = new int[clients];
        this.firstPending = new int[clients];
        this.highestAnswered = new int[clients];
        this.overwrittenLost = new int[clients];
        this.warmups = new int[clients];
        Arrays.fill(highestAnswered, -1);
    }

    /**
     * Registers the next message of {@code client}, due at {@code time}.
     *
     * @param phase {@link Phase#COUNTING} for a measured message; the others are not part of {@link #counts}
     * @return its number, from 0 on
     */
    int register(int client, long time, int phase) {
        int number = nextNumber[client]++;
        if (number - firstPending[client] == table.length()) {
            long entry = table.entry(client, firstPending[client]);
            if (state(entry) <= REFUSED) {
                overflow.add(client, firstPending[client], entry);
            }
            firstPending[client]++;
        }
        if (number >= table.length() && state(table.entry(client, number)) == LOST) {
            overwrittenLost[client] += phase(table.entry(client, number));
        }
        table.put(client, number, time, phase);
        addWaiting(client, 1);
        warmups[client] += Phase.COUNTING - phase;
        PhaseCounts counts = phases[phase];
        counts.sent++;
        counts.timeline.sent(time);
        return number;
    }

    /**
     * The client's latest message was not sent. It stays pending until its timeout, so that a refusal does not
     * cause a burst.
     */
    void refused(int client) {
        int number = nextNumber[client] - 1;
        long entry = table.entry(client, number);
        table.setState(REFUSED, client, number);
        PhaseCounts counts = phases[phase(entry)];
        counts.sent--;
        counts.unsent++;
        counts.timeline.unsent(time(entry));
    }

    /** A registered message of {@code phase} was sent at {@code time}, whenever it was due. */
    void transmitted(int phase, long time) {
        phases[phase].timeline.transmitted(time);
    }

    /** Marks the start of a read pass; time from here to an answer is the generator's own delay. */
    void beginRead(long now) {
        readBeganAt = now;
    }

    /**
     * An answer to message {@code number} of {@code client} was received.
     *
     * @return whether the message was waiting for an answer
     */
    boolean received(int client, int number, long now) {
        if (number >= nextNumber[client]) {
            unexpected(false, now);
            return false;
        }
        if (number < nextNumber[client] - table.length()) {
            return receivedOverflowed(client, number, now);
        }
        long entry = table.entry(client, number);
        int state = state(entry);
        if (state == WAITING) {
            table.setState(ANSWERED, client, number);
            addWaiting(client, -1);
            recordAnswer(client, number, entry, now);
            return true;
        }
        if (state == LOST) {
            table.setState(ANSWERED, client, number);
            late(phase(entry), client, number, now);
        } else if (state == REFUSED) {
            unexpected(false, now);
        } else {
            phases[phase(entry)].duplicated++;
        }
        return false;
    }

    private boolean receivedOverflowed(int client, int number, long now) {
        OverflowTable.Overflow overflowed = overflow.get(client, number);
        if (overflowed == null) {
            receivedOverwritten(client, number, now);
            return false;
        }
        if (state(overflowed.entry()) == REFUSED) {
            unexpected(false, now);
            return false;
        }
        overflow.remove(overflowed);
        addWaiting(client, -1);
        recordAnswer(client, number, overflowed.entry(), now);
        return true;
    }

    private void recordAnswer(int client, int number, long entry, long now) {
        int phase = phase(entry);
        PhaseCounts counts = phases[phase];
        long latency = now - time(entry);
        if (latency < timeoutNanos) {
            recordOrder(counts, client, number);
            counts.answered++;
            // The delay within the generator is at most the latency.
            counts.readLate += Math.min(now - readBeganAt, latency) > BEHIND_NANOS ? 1 : 0;
            counts.timeline.answered(time(entry));
            listener.answered(phase, client, number, latency);
        } else {
            counts.lost++;
            counts.timeline.missing(time(entry));
            listener.lost(phase, client, number);
            late(phase, client, number, now);
        }
    }

    /** The message's entry was overwritten: only the number of such messages that were lost is known. */
    private void receivedOverwritten(int client, int number, long now) {
        if (number < warmups[client]) {
            return;
        }
        if (overwrittenLost[client] > 0) {
            overwrittenLost[client]--;
            late(Phase.COUNTING, client, number, now);
        } else {
            measured.duplicated++;
        }
    }

    /** Moves a message from lost to late. */
    private void late(int phase, int client, int number, long now) {
        PhaseCounts counts = phases[phase];
        counts.lost--;
        counts.late++;
        counts.readLate += now - readBeganAt > BEHIND_NANOS ? 1 : 0;
        recordOrder(counts, client, number);
    }

    private void recordOrder(PhaseCounts counts, int client, int number) {
        if (number < highestAnswered[client]) {
            counts.reordered++;
        } else {
            highestAnswered[client] = number;
        }
    }

    /** Counts a damaged answer, or a datagram that answers no message; ignored during the warm-up. */
    void unexpected(boolean damaged, long now) {
        if (!measured.timeline.contains(now)) {
            return;
        }
        if (damaged) {
            corrupted++;
        } else {
            foreign++;
        }
    }

    /** Expires the client's pending messages whose timeout has passed; returns their number. */
    int expire(int client, long now) {
        int expired = 0;
        for (OverflowTable.Overflow overflowed : overflow.until(client, now - timeoutNanos)) {
            overflow.remove(overflowed);
            overwrittenLost[client] += recordExpired(client, overflowed.number(), overflowed.entry());
            expired++;
        }
        while (firstPending[client] < nextNumber[client]) {
            long entry = table.entry(client, firstPending[client]);
            if (state(entry) <= REFUSED) {
                if (now - time(entry) < timeoutNanos) {
                    return expired;
                }
                expireEntry(client, firstPending[client]);
                expired++;
            }
            firstPending[client]++;
        }
        return expired;
    }

    private void expireEntry(int client, int number) {
        long entry = table.entry(client, number);
        if (state(entry) == WAITING) {
            table.setState(LOST, client, number);
        }
        recordExpired(client, number, entry);
    }

    /** Counts an expired message; returns 1 if it is a measured message and lost, otherwise 0. */
    private int recordExpired(int client, int number, long entry) {
        addWaiting(client, -1);
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
    int nextNumber(int client) {
        return nextNumber[client];
    }

    private void addWaiting(int client, int change) {
        waitingByClient[client] += change;
        waiting += change;
    }

    /** Pending messages of the client, of both phases. */
    int waiting(int client) {
        return waitingByClient[client];
    }

    /** Pending messages of all clients, of both phases. */
    long waiting() {
        return waiting;
    }

    /** The counts of the measured messages, with those of the caller. */
    Counts counts(long skipped, long behind, long queued) {
        return new Counts(
                measured.sent,
                measured.unsent,
                skipped,
                behind,
                queued,
                measured.answered,
                measured.late,
                measured.lost,
                measured.readLate,
                measured.duplicated,
                measured.reordered,
                corrupted,
                foreign);
    }
}
