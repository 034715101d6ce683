package paloma.session;

import paloma.Limits;

/**
 * <em>Reactor-owned.</em> Bounds what waits in all mailboxes together, and the bytes of what waits or is a handler's. The reactor counts what goes in, the runners what
 * comes out; their pages are read only when the bound seems reached by what was last read of them.
 */
public final class Backlog {
    private final SessionCounters ledger;
    private final long mostMessages;
    private final long mostBytes;
    private final long mostHeldBytes;
    private long takenSeen;
    private long takenBytesSeen;
    private long releasedBytesSeen;

    /** @param bytesForHandlers of messages that handlers may have while as many wait as may */
    public Backlog(SessionCounters ledger, Limits limits, long bytesForHandlers) {
        this.ledger = ledger;
        this.mostMessages = limits.backlogMessages();
        this.mostBytes = limits.backlogBytes();
        this.mostHeldBytes = mostBytes + bytesForHandlers;
    }

    /** Whether a message of {@code bytes} may wait. */
    public boolean hasRoomFor(int bytes) {
        if (fits(bytes)) {
            return true;
        }
        takenSeen = ledger.taken();
        takenBytesSeen = ledger.takenBytes();
        releasedBytesSeen = ledger.releasedBytes();
        return fits(bytes);
    }

    /** A message of {@code bytes} is accepted, and waits. Called before a runner can take it. */
    public void add(int bytes) {
        ledger.intake().accepted(bytes);
    }

    /** The message that was added last is not accepted after all. */
    public void remove(int bytes) {
        ledger.intake().notAccepted(bytes);
    }

    private boolean fits(int bytes) {
        SessionCounters.ReactorCounters intake = ledger.intake();
        long accepted = intake.acceptedBytes() + bytes;
        return intake.acceptedTotal() - takenSeen < mostMessages
                && accepted - takenBytesSeen <= mostBytes
                && accepted - releasedBytesSeen <= mostHeldBytes;
    }
}
