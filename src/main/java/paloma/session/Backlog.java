package paloma.session;

import paloma.Limits;

/**
 * <em>Reactor-owned.</em> Bounds what waits in all mailboxes together, and the bytes of what waits or is a handler's. The reactor counts what goes in, the runners what
 * comes out; their pages are read only when the bound seems reached by what was last read of them.
 */
public final class Backlog {
    private final SessionCounters counters;
    private final long maxMessages;
    private final long maxBytes;
    private final long maxHeldBytes;
    private long lastTaken;
    private long lastTakenBytes;
    private long lastReleasedBytes;

    /** @param bytesForHandlers of messages that handlers may have while as many wait as may */
    public Backlog(SessionCounters ledger, Limits limits, long bytesForHandlers) {
        this.counters = ledger;
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

    /** A message of {@code bytes} is accepted, and waits. Called before a runner can take it. */
    public void add(int bytes) {
        counters.reactor().accepted(bytes);
    }

    /** The message that was added last is not accepted after all. */
    public void remove(int bytes) {
        counters.reactor().notAccepted(bytes);
    }

    private boolean fits(int bytes) {
        SessionCounters.ReactorCounters intake = counters.reactor();
        long accepted = intake.acceptedBytes() + bytes;
        return intake.acceptedTotal() - lastTaken < maxMessages
                && accepted - lastTakenBytes <= maxBytes
                && accepted - lastReleasedBytes <= maxHeldBytes;
    }
}
