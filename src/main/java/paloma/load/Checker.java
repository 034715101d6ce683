package paloma.load;

import java.util.BitSet;

/**
 * <em>Any thread,</em> one at a time. Judges what one client sends, hears, and waits for in vain. Pure: no socket, no
 * clock.
 */
final class Checker {
    private static final int NONE = -1;

    private final BitSet missing = new BitSet();
    private int last = NONE;
    private int waitingFor = NONE;
    private int highestAnswered = NONE;
    private long sentAt;
    private boolean refused;

    private long sent;
    private long unsent;
    private long answered;
    private long late;
    private long lost;
    private long wrong;
    private long outOfOrder;
    private long duplicated;

    /** The next message leaves at {@code now}; its number, from 0 on. */
    int sending(long now) {
        sent++;
        sentAt = now;
        refused = false;
        waitingFor = ++last;
        return last;
    }

    /** The message that was to leave did not. Its time runs all the same, so that a refusal is not answered by a storm. */
    void refused() {
        sent--;
        unsent++;
        refused = true;
    }

    /**
     * An answer came.
     *
     * @param number of the message that it answers, or less than 0 when it answers none of this client's
     * @return the nanoseconds that it took when it is the answer waited for, else -1
     */
    long received(int number, long now) {
        if (number == waitingFor && number >= 0 && !refused) {
            waitingFor = NONE;
            answered++;
            order(number);
            return now - sentAt;
        }
        if (number < 0 || number > last || number == waitingFor) {
            wrong++;
        } else if (missing.get(number)) {
            missing.clear(number);
            lost--;
            late++;
            order(number);
        } else {
            duplicated++;
        }
        return -1;
    }

    /** Gives up waiting when the message left {@code timeoutNanos} ago or earlier; says whether it did. */
    boolean expired(long now, long timeoutNanos) {
        if (waitingFor < 0 || now - sentAt < timeoutNanos) {
            return false;
        }
        if (!refused) {
            missing.set(waitingFor);
            lost++;
        }
        waitingFor = NONE;
        return true;
    }

    /** How many messages have had their turn or are having it. */
    int begun() {
        return last + 1;
    }

    Counts counts() {
        return new Counts(sent, unsent, answered, late, lost, wrong, outOfOrder, duplicated);
    }

    private void order(int number) {
        if (number < highestAnswered) {
            outOfOrder++;
        } else {
            highestAnswered = number;
        }
    }
}
