package paloma.load.engine;

import paloma.load.plan.Phase;

/**
 * <em>Reactor-owned.</em> Due time, {@link Phase}, and state of each client's latest messages, one {@code long} each.
 * The table holds at least twice as many messages of a client as can wait for answers at the same time. It allocates nothing
 * for a message.
 */
final class MessageTable {
    static final int WAITING = 0;
    static final int REFUSED = 1;
    static final int LOST = 2;
    static final int ANSWERED = 3;

    // The mask of an entry's state, in its lowest bits; the time is above them.
    private static final int STATE = 3;
    private static final int PHASE_SHIFT = 2;
    private static final int TIME_SHIFT = 3;

    /** Maximum number of entries of all clients of a process. */
    private static final long MAX_ENTRIES = 1L << 26;

    private static final int MIN_LENGTH = 16;

    private final int length;
    private final long[] entries;

    /** @param maxWaiting upper bound of the messages of one client that wait for answers */
    MessageTable(int clients, long maxWaiting) {
        long wanted = Math.max(MIN_LENGTH, Long.highestOneBit(maxWaiting * 2 - 1) * 2);
        if (wanted * clients > MAX_ENTRIES) {
            throw new IllegalArgumentException(
                    clients + " clients with " + maxWaiting + " messages in flight exceed the table");
        }
        this.length = (int) wanted;
        this.entries = new long[clients * length];
    }

    /** Entries of each client. */
    int length() {
        return length;
    }

    /** Replaces the client's oldest entry with a message due at {@code time}. */
    void put(int client, int number, long time, int phase) {
        entries[at(client, number)] = time << TIME_SHIFT | phase << PHASE_SHIFT | WAITING;
    }

    /** Sets the state of a waiting message; a lost one can only become answered. */
    void setState(int state, int client, int number) {
        entries[at(client, number)] |= state;
    }

    /** The message's entry, for {@link #state}, {@link #time} and {@link #phase}. */
    long entry(int client, int number) {
        return entries[at(client, number)];
    }

    private int at(int client, int number) {
        return client * length + (number & length - 1);
    }

    static int state(long entry) {
        return (int) entry & STATE;
    }

    static long time(long entry) {
        return entry >>> TIME_SHIFT;
    }

    static int phase(long entry) {
        return (int) entry >>> PHASE_SHIFT & 1;
    }
}
