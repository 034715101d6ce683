package paloma.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import paloma.AddressText;
import paloma.CloseReason;
import paloma.Session;

/**
 * One peer's session: its address, its mailbox, its place in the table, and what it may be sent. Each field says whose it
 * is. One object per session, with its links inside, because there may be a million of them.
 */
public final class PeerSession extends Mailbox implements Session {
    /** What a session asks of its server. <em>Any thread.</em> */
    public interface SessionOutput {
        /** Answers the session's peer with one datagram; false when refused. */
        boolean send(PeerSession session, ByteBuffer message);

        /** Sends the session's peer one datagram that is no answer; false when refused. */
        boolean push(PeerSession session, ByteBuffer message);

        /**
         * Called by whoever is about to change something in several steps.
         *
         * @throws StackOverflowError when the calling thread's stack ends too soon for them
         */
        void reserveStack();

        /** The close of {@code session} was decided by this call; it must leave the table and be told. */
        void onClosing(PeerSession session);

        /** The wall-clock time of an instant on the session's time scale. */
        Instant instantOf(long nanos);
    }

    private static final int UDP_AND_IPV4 = 28;
    private static final int UDP_AND_IPV6 = 48;

    private static final int MAX_CREDIT = 1 << 30;

    // Bits of what the peer was sent: one byte, because a session has no room for another.
    private static final byte SENDING = 1;
    private static final byte SENT = 2;
    private static final byte VALIDATION_REQUESTED = 4;
    private static final byte AMPLIFICATION_LIMITED = 8;
    private static final byte SENDING_OR_SENT = SENDING | SENT;

    private static final VarHandle CREDIT;
    private static final VarHandle FLAGS;
    private static final VarHandle RECEIVED_AT;
    private static final VarHandle MESSAGES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CREDIT = lookup.findVarHandle(PeerSession.class, "credit", int.class);
            FLAGS = lookup.findVarHandle(PeerSession.class, "flags", byte.class);
            RECEIVED_AT = lookup.findVarHandle(PeerSession.class, "receivedAt", long.class);
            MESSAGES = lookup.findVarHandle(PeerSession.class, "messages", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // Immutable.
    final long key;
    private final SessionOutput output;
    private final long openedAt;
    // Of IPv6 only. A key of IPv4 says the same, and a million sessions would be as many address objects.
    private final InetSocketAddress address;

    // Reactor-owned, read by any thread.
    private long receivedAt;
    private long messages;
    private volatile boolean validated;

    // Reactor-owned.
    boolean live;
    // See Places.
    boolean established;
    PeerSession nextInBucket;
    PeerSession previousInWheel;
    PeerSession nextInWheel;
    // In a wheel: see there.
    int wheelSlot;
    long activeAt;
    long messageDueAt;

    // Written once, by the thread that decided the close.
    PeerSession nextClosing;

    // Any thread.
    private volatile int credit;
    private volatile byte flags;
    private volatile Object attachment;
    // Made when first asked for; guarded by this. A version 4 UUID never has 0 here.
    private long idHigh;
    private long idLow;

    /**
     * A session whose first datagram came at {@code now}.
     *
     * @param key what {@code source} is filed under; see {@link AddressHash}
     */
    PeerSession(long key, InetSocketAddress source, SessionOutput home, FirstMessageRing arrivals, long now) {
        super(arrivals);
        this.key = key;
        this.address = AddressHash.isExact(key) ? null : source;
        this.output = home;
        this.openedAt = now;
        this.receivedAt = now;
        this.activeAt = now;
        this.messageDueAt = now;
    }

    /**
     * Takes each step of an answer once, with a session of nobody. A step that is linked or initialised at its first use is so
     * before a user's stack can end in it.
     */
    public static void preload(SessionOutput home) {
        PeerSession nobody = new PeerSession(0, null, home, new FirstMessageRing(1), 0);
        nobody.credit(MAX_CREDIT);
        nobody.charge(0);
        nobody.refund(0);
        nobody.onSending();
        nobody.onNotSent();
        nobody.onSending();
        nobody.onSent();
        nobody.markLimited();
        nobody.reserveValidationRequest();
        nobody.cancelValidationRequest();
        nobody.id();
        nobody.requestClose(CloseReason.CLOSED);
        new ClosingSessions().add(nobody);
    }

    /**
     * Reactor-owned: a datagram of {@code bytes} came from the peer. It adds to what may be sent to a peer that has not
     * returned, and if something was sent before, the peer has now returned.
     *
     * @param amplification bytes that may be sent for each byte received, headers counted (RFC 9000 §8)
     */
    void onReceived(int bytes, int amplification, long now) {
        RECEIVED_AT.setOpaque(this, now);
        if (!validated) {
            if (isSentTo()) {
                validated = true;
            } else {
                credit(amplification * (bytes + headerBytes()));
            }
        }
    }

    private void credit(int bytes) {
        int left = credit;
        while (!CREDIT.compareAndSet(this, left, Math.min(left + bytes, MAX_CREDIT))) {
            left = credit;
        }
    }

    /**
     * Reactor-owned: reads a little of each cache line that a message needs, of fields that lie less than 64 bytes apart. What
     * is read of the first may be a worker's to write; its value is of no matter.
     */
    int touch() {
        return (bytes == null ? 0 : 1) + (int) activeAt + (nextInWheel == null ? 0 : 1);
    }

    /** Reactor-owned: a message was accepted. */
    public void onAccepted() {
        MESSAGES.setOpaque(this, messages + 1);
    }

    /** Whether the peer sent again after something had left for it. Plain datagrams offer no stronger proof. */
    public boolean isValidated() {
        return validated;
    }

    private boolean isSentTo() {
        return (flags & SENDING_OR_SENT) != 0;
    }

    /**
     * Any thread: takes what a datagram of {@code bytes} costs from the credit of a peer that has not returned. What
     * {@link #reserveValidationRequest} costs stays, unless nothing has left for the peer: the first answer asks the same of it.
     *
     * @return false when the credit is too small, and nothing was taken
     */
    public boolean charge(int bytes) {
        return validated || charge(bytes, isSentTo() && (flags & VALIDATION_REQUESTED) == 0 ? headerBytes() : 0);
    }

    private boolean charge(int bytes, int reserve) {
        int cost = bytes + headerBytes();
        while (true) {
            int left = credit;
            if (left < cost + reserve) {
                return validated;
            }
            if (CREDIT.compareAndSet(this, left, left - cost)) {
                return true;
            }
        }
    }

    /** Any thread: gives back what {@link #charge} took for a datagram of {@code bytes} that did not leave. */
    public void refund(int bytes) {
        if (!validated) {
            credit(bytes + headerBytes());
        }
    }

    /**
     * Any thread: a datagram is about to leave for the peer. Said before it does, because the peer's answer may be
     * received before the sending call returns.
     */
    public void onSending() {
        if (!isSentTo()) {
            setFlag(SENDING);
        }
    }

    /** Any thread: a datagram has left for the peer. */
    public void onSent() {
        setFlag(SENT);
    }

    /** Any thread: the datagram did not leave after all: it was refused, or waits. What left before or since, has left. */
    public void onNotSent() {
        if ((flags & SENDING_OR_SENT) == SENDING) {
            clearFlag(SENDING);
        }
    }

    /** Any thread: an answer was refused because the peer has not returned. True the first time. */
    public boolean markLimited() {
        return setFlag(AMPLIFICATION_LIMITED);
    }

    /**
     * Any thread: takes what the one empty datagram costs that asks the peer to send something, and so to return.
     *
     * @return false when it was sent before, or the credit is too small
     */
    public boolean reserveValidationRequest() {
        if (validated || !setFlag(VALIDATION_REQUESTED)) {
            return false;
        }
        boolean paid = charge(0, 0);
        if (!paid) {
            clearFlag(VALIDATION_REQUESTED);
        }
        return paid;
    }

    /** Any thread: that datagram was refused. The next one may be sent. */
    public void cancelValidationRequest() {
        refund(0);
        clearFlag(VALIDATION_REQUESTED);
    }

    /** Whether {@code bit} was not set before. */
    private boolean setFlag(byte bit) {
        return (flags & bit) == 0 && ((byte) FLAGS.getAndBitwiseOr(this, bit) & bit) == 0;
    }

    private void clearFlag(byte bit) {
        FLAGS.getAndBitwiseAnd(this, (byte) ~bit);
    }

    private int headerBytes() {
        return AddressHash.isExact(key) ? UDP_AND_IPV4 : UDP_AND_IPV6;
    }

    @Override
    public synchronized UUID id() {
        if (idHigh == 0) {
            output.reserveStack();
            UUID made = UUID.randomUUID();
            idHigh = made.getMostSignificantBits();
            idLow = made.getLeastSignificantBits();
            return made;
        }
        return new UUID(idHigh, idLow);
    }

    @Override
    public InetSocketAddress remoteAddress() {
        if (address != null) {
            return address;
        }
        // The very instance that the channel returned spares the channel its encoding.
        InetSocketAddress last = lastSource();
        return last != null && AddressHash.exactKey(last) == key ? last : AddressHash.sourceOf(key);
    }

    @Override
    public boolean send(ByteBuffer message) {
        return output.send(this, message);
    }

    @Override
    public boolean push(ByteBuffer message) {
        return output.push(this, message);
    }

    @Override
    public void close() {
        output.reserveStack();
        if (requestClose(CloseReason.CLOSED)) {
            output.onClosing(this);
        }
    }

    @Override
    public Instant openedAt() {
        return output.instantOf(openedAt);
    }

    @Override
    public Instant lastReceivedAt() {
        return output.instantOf((long) RECEIVED_AT.getOpaque(this));
    }

    /** Reactor-owned: when it was last active, on the session's time scale. */
    public long activeAt() {
        return activeAt;
    }

    /** When it opened, on the session's time scale. */
    public long openedAtNanos() {
        return openedAt;
    }

    @Override
    public long messages() {
        return (long) MESSAGES.getOpaque(this);
    }

    @Override
    public Object attachment() {
        return attachment;
    }

    @Override
    public void attach(Object value) {
        attachment = value;
    }

    @Override
    public String toString() {
        InetSocketAddress peer = remoteAddress();
        return "session " + id() + " of " + AddressText.of(peer.getAddress()) + " port " + peer.getPort();
    }
}
