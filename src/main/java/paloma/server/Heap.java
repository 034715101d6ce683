package paloma.server;

import paloma.Limits;

/**
 * What a heap can hold of what peers may have a server keep: bounds beyond that would be none, because a flood would end
 * the server with an {@link OutOfMemoryError} before it reached them.
 */
final class Heap {
    /** A session, its place in the table, and a little for what its handler may attach, in bytes. */
    private static final long PER_SESSION = 1_024;

    private Heap() {}

    /** {@code limits} with no bound beyond what {@code heapBytes} can hold. */
    static Limits fitted(Limits limits, long heapBytes) {
        long quarter = heapBytes / 4;
        return limits.withSessions((int) Math.min(limits.sessions(), Math.max(1, heapBytes / PER_SESSION)))
                .withBacklogBytes(Math.min(limits.backlogBytes(), quarter))
                .withOutboxBytes(Math.min(limits.outboxBytes(), quarter));
    }
}
