package paloma.session;

import paloma.Limits;

/**
 * <em>Reactor-owned.</em> Limits waiting messages and their bytes in all mailboxes together, and bytes that handlers
 * hold. The reactor counts what is added, the workers count what is taken. The workers' counters are summed again only
 * when the last sum would refuse the message.
 */
public final class Backlog {
    private final SessionCounters counters;
    private final long maxMessages;
    private final long maxBytes;
    private final long maxHeldBytes;
    private long lastTaken;
    private long lastTakenBytes;
    private long lastReleasedBytes;

    /** @param bytesForHandlers bytes that handlers may hold while the backlog is full */
    public Backlog(SessionCounters counters, Limits limits, long bytesForHandlers) {
        this.counters = counters;
        this.maxMessages = limits.backlogMessages();
        this.maxBytes = limits.backlogBytes();
        this.maxHeldBytes = maxBytes + bytesForHandlers;
    }

    /** Whether a message of {@code bytes} may wait. */
    public boolean hasRoomFor(int bytes) {
        if (fits(bytes)) {
            return true;
        }
        lastTaken = counters.taken();
        lastTakenBytes = counters.takenBytes();
        lastReleasedBytes = counters.releasedBytes();
        return fits(bytes);
    }

    /** Accepts a message of {@code bytes}. Called before a worker can take it. */
    public void add(int bytes) {
        counters.reactor().accepted(bytes);
    }

    /** Reverts the last {@link #add}. */
    public void remove(int bytes) {
        counters.reactor().notAccepted(bytes);
    }

    private boolean fits(int bytes) {
        SessionCounters.ReactorCounters reactor = counters.reactor();
        long acceptedBytes = reactor.acceptedBytes() + bytes;
        return reactor.acceptedTotal() - lastTaken < maxMessages
                && acceptedBytes - lastTakenBytes <= maxBytes
                && acceptedBytes - lastReleasedBytes <= maxHeldBytes;
    }
}
