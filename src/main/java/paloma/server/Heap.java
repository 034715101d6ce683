package paloma.server;

import paloma.Limits;

/**
 * What a heap can hold of what peers may have a server keep: bounds beyond that would be none, because a flood would end
 * the server with an {@link OutOfMemoryError} before it reached them.
 */
final class Heap {
    /** A session with its address, ID and place in the table, and a little for what its handler attaches, in bytes. */
    private static final long PER_SESSION = 320;
    /** What is kept for everything else, in bytes; half of a heap that is smaller than two of it. */
    private static final long FOR_THE_REST = 8 << 20;

    private Heap() {}

    /** {@code limits} with no bound beyond what {@code heapBytes} can hold. */
    static Limits fitted(Limits limits, long heapBytes) {
        long quarter = heapBytes / 4;
        long forSessions = heapBytes - Math.min(FOR_THE_REST, heapBytes / 2);
        return limits.withSessions((int) Math.min(limits.sessions(), Math.max(1, forSessions / PER_SESSION)))
                .withBacklogBytes(Math.min(limits.backlogBytes(), quarter))
                .withOutboxBytes(Math.min(limits.outboxBytes(), quarter));
    }
}
