package paloma.load;

import java.util.Arrays;

/**
 * <em>Reactor-owned.</em> Judges what all clients of a process send, hear, and wait for in vain. Pure: no socket, no
 * clock. Times are nanoseconds from the start of the run, 0 or more.
 *
 * <p>Each client remembers its last messages in a ring of numbers, twice as many at least as can wait at the same time;
 * no object is made for a message.
 */
final class Checker {
    /** What the checker has to tell at once. */
    interface Listener {
        /** A message that counts was answered in time. */
        void answered(int client, int number, long latencyNanos);

        /** A message that counts was not. */
        default void lost(int client, int number) {}
    }

    /** Messages that all clients of a process together may remember. */
    private static final long MOST_REMEMBERED = 1L << 26;

    private static final int LEAST_REMEMBERED = 16;

    // What the last bits of an entry say; the time is above them.
    private static final int STATE = 3;
    private static final int WAITING = 0;
    private static final int REFUSED = 1;
    private static final int LOST = 2;
    private static final int ANSWERED = 3;
    private static final int COUNTS = 4;
    private static final int TIME_SHIFT = 3;

    private final Listener listener;
    private final Timeline timeline;
    private final long timeoutNanos;
    private final int remembered;
    private final long[] entries;
    private final int[] begun;
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
        long wanted = Math.max(LEAST_REMEMBERED, Long.highestOneBit(mostWaiting * 2 - 1) * 2);
        if (wanted * clients > MOST_REMEMBERED) {
            throw new IllegalArgumentException(clients + " clients with " + mostWaiting
                    + " messages on their way are more than can be remembered");
        }
        this.listener = listener;
        this.timeline = timeline;
        this.timeoutNanos = timeoutNanos;
        this.remembered = (int) wanted;
        this.entries = new long[clients * remembered];
        this.begun = new int[clients];
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
        if (number - oldest[client] == remembered) {
            giveUp(client, oldest[client]++);
        }
        int at = at(client, number);
        if (number >= remembered && (entries[at] & STATE) == LOST) {
            forgottenLost[client]++;
        }
        entries[at] = time << TIME_SHIFT | (counts ? COUNTS : 0) | WAITING;
        waiting++;
        if (counts) {
            firstCounting[client] = Math.min(firstCounting[client], number);
            sent++;
            timeline.sent(time);
        }
        return number;
    }

    /** The client's last message did not leave. Its time runs all the same, so that a refusal is not answered by a storm. */
    void refused(int client) {
        int at = at(client, begun[client] - 1);
        entries[at] |= REFUSED;
        if (counts(entries[at])) {
            sent--;
            unsent++;
            timeline.unsent(time(entries[at]));
        }
    }

    /**
     * An answer to message {@code number} of {@code client} came.
     *
     * @return whether the message waited for it; its turn is over then
     */
    boolean received(int client, int number, long now) {
        if (number >= begun[client]) {
            foreign++;
            return false;
        }
        if (number < begun[client] - remembered) {
            forgotten(client, number);
            return false;
        }
        int at = at(client, number);
        long entry = entries[at];
        int state = (int) entry & STATE;
        if (state == WAITING) {
            entries[at] |= ANSWERED;
            waiting--;
            inTimeOrLate(client, number, entry, now);
            return true;
        }
        if (state == LOST) {
            entries[at] |= ANSWERED;
            if (counts(entry)) {
                lost--;
                late++;
                order(client, number);
            }
        } else if (state == REFUSED) {
            foreign++;
        } else if (counts(entry)) {
            duplicated++;
        }
        return false;
    }

    private void inTimeOrLate(int client, int number, long entry, long now) {
        if (!counts(entry)) {
            return;
        }
        long latency = now - time(entry);
        order(client, number);
        if (latency < timeoutNanos) {
            answered++;
            timeline.answered(time(entry));
            listener.answered(client, number, latency);
        } else {
            late++;
            timeline.missing(time(entry));
            listener.lost(client, number);
        }
    }

    /** So long ago that nothing is known but whether any such message was lost. */
    private void forgotten(int client, int number) {
        if (number < firstCounting[client]) {
            return;
        }
        if (forgottenLost[client] > 0) {
            forgottenLost[client]--;
            lost--;
            late++;
            order(client, number);
        } else {
            duplicated++;
        }
    }

    private void order(int client, int number) {
        if (number < highestAnswered[client]) {
            reordered++;
        } else {
            highestAnswered[client] = number;
        }
    }

    /** Something came that is no answer, or a damaged one. */
    void strange(boolean damaged) {
        if (damaged) {
            corrupted++;
        } else {
            foreign++;
        }
    }

    /** Gives up the client's messages that were to leave the timeout ago or earlier; says how many waited still. */
    int expire(int client, long now) {
        int over = 0;
        while (oldest[client] < begun[client]) {
            long entry = entries[at(client, oldest[client])];
            int state = (int) entry & STATE;
            if (state <= REFUSED) {
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
        int at = at(client, number);
        long entry = entries[at];
        int state = (int) entry & STATE;
        if (state <= REFUSED) {
            waiting--;
        }
        if (state == WAITING) {
            entries[at] = entry | (counts(entry) ? LOST : ANSWERED);
            if (counts(entry)) {
                lost++;
                timeline.missing(time(entry));
                listener.lost(client, number);
            }
        }
    }

    /** How many messages of the client have had their turn or are having it. */
    int begun(int client) {
        return begun[client];
    }

    /** Messages of all clients, counted or not, whose turn is not over. */
    long waiting() {
        return waiting;
    }

    /** What was counted here; who keeps the schedule knows the rest. */
    Counts counts(long skipped, long behind) {
        return new Counts(
                sent, unsent, skipped, behind, answered, late, lost, duplicated, reordered, corrupted, foreign);
    }

    private int at(int client, int number) {
        return client * remembered + (number & remembered - 1);
    }

    private static long time(long entry) {
        return entry >>> TIME_SHIFT;
    }

    private static boolean counts(long entry) {
        return (entry & COUNTS) != 0;
    }
}
