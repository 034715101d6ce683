package paloma.session;

/**
 * <em>Reactor-owned.</em> Bounds what waits in all mailboxes together. The reactor counts what goes in, the runners what
 * comes out; their pages are read only when the bound seems reached by what was last read of them.
 */
public final class Backlog {
    private final Ledger ledger;
    private final long mostMessages;
    private final long mostBytes;
    private long takenSeen;
    private long takenBytesSeen;

    public Backlog(Ledger ledger, long mostMessages, long mostBytes) {
        this.ledger = ledger;
        this.mostMessages = mostMessages;
        this.mostBytes = mostBytes;
    }

    /** Whether a message of {@code bytes} may wait. */
    public boolean hasRoomFor(int bytes) {
        if (fits(bytes)) {
            return true;
        }
        takenSeen = ledger.taken();
        takenBytesSeen = ledger.takenBytes();
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
        Ledger.Intake intake = ledger.intake();
        return intake.acceptedTotal() - takenSeen < mostMessages
                && intake.acceptedBytes() - takenBytesSeen + bytes <= mostBytes;
    }
}
