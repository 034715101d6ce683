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

    // What the last bits of an entry say; the time is above them.
    private static final int STATE = 3;
    private static final int PHASE_SHIFT = 2;
    private static final int TIME_SHIFT = 3;

    /** Messages that all clients of a process together may remember. */
    private static final long MAX_ENTRIES = 1L << 26;

    private static final int MIN_LENGTH = 16;

    private final int clients;
    private final int length;
    private final long[] entries;

    /** @param mostWaiting messages of one client that may wait for their answers at the same time */
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

    /** How many messages of each client are remembered. */
    int length() {
        return length;
    }

    /** A message that is to leave at {@code time} takes the place of the one that is so many messages older. */
    void begin(int client, int number, long time, int phase) {
        entries[at(client, number)] = time << TIME_SHIFT | phase << PHASE_SHIFT | WAITING;
    }

    /** What waited is {@code state} now; what was lost can only be answered. */
    void become(int state, int client, int number) {
        entries[at(client, number)] |= state;
    }

    /** What is known of the message, for {@link #state}, {@link #time} and {@link #phase}. */
    long entry(int client, int number) {
        return entries[at(client, number)];
    }

    /** Clients take turns: what is said one after the other lies side by side, which the processor's caches like. */
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
