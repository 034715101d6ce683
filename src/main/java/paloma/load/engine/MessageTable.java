package paloma.load.engine;

import paloma.load.plan.Phase;

/**
 * <em>Reactor-owned.</em> The last messages of each client, twice as many at least as can wait at the same time: of each
 * when it was to leave, its {@link Phase}, and what became of it, all in one number. No object is made for a message.
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

    /** Entries of all clients of a process together at most. */
    private static final long MAX_ENTRIES = 1L << 26;

    private static final int MIN_LENGTH = 16;

    private final int clients;
    private final int length;
    private final long[] entries;

    /** @param mostWaiting upper bound of the messages of one client that wait for answers */
    MessageTable(int clients, long mostWaiting) {
        long wanted = Math.max(MIN_LENGTH, Long.highestOneBit(mostWaiting * 2 - 1) * 2);
        if (wanted * clients > MAX_ENTRIES) {
            throw new IllegalArgumentException(clients + " clients with " + mostWaiting
                    + " messages on their way are more than can be remembered");
        }
        this.clients = clients;
        this.length = (int) wanted;
        this.entries = new long[clients * length];
    }

    /** Entries of each client. */
    int length() {
        return length;
    }

    /** Overwrites the client's oldest entry by a message due at {@code time}. */
    void begin(int client, int number, long time, int phase) {
        entries[at(client, number)] = time << TIME_SHIFT | phase << PHASE_SHIFT | WAITING;
    }

    /** Changes the state of a waiting message to {@code state}; a lost one can only become answered. */
    void become(int state, int client, int number) {
        entries[at(client, number)] |= state;
    }

    /** The message's entry, for {@link #state}, {@link #time} and {@link #phase}. */
    long entry(int client, int number) {
        return entries[at(client, number)];
    }

    /** Clients send in turns, so messages sent one after the other are neighbours in the array and in the caches. */
    private int at(int client, int number) {
        return (number & length - 1) * clients + client;
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
