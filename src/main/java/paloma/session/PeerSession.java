package paloma.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import paloma.AddressText;
import paloma.CloseReason;
import paloma.Session;

/**
 * <em>Any thread.</em> The session of one peer: address, mailbox, links of the table, send credit. The comment above
 * each group of fields names the thread that owns them. One object per session holds its links too, because there may
 * be a million sessions.
 */
public final class PeerSession extends Mailbox implements Session {
    /** <em>Any thread.</em> Requests of a session to its server. */
    public interface SessionOutput {
        /** Sends one datagram as an answer, within the amplification limit; false when refused. */
        boolean send(PeerSession session, ByteBuffer message);

        /** Sends one datagram outside the amplification limit; false when refused. */
        boolean push(PeerSession session, ByteBuffer message);

        /**
         * Checks that the stack is deep enough for a change of several steps. Called before such a change.
         *
         * @throws StackOverflowError when the calling thread's stack is too short
         */
        void reserveStack();

        /** This call decided the close of {@code session}, which must leave the table and get its {@code onClose}. */
        void onClosing(PeerSession session);

        /** A worker has released a session. */
        void onReleased();

        /** The id of another session. Its thread's stack was checked. */
        UUID newId();

        /** Converts an instant of the session's time scale to wall-clock time. */
        Instant instantOf(long nanos);
    }

    private static final int UDP_AND_IPV4 = 28;
    private static final int UDP_AND_IPV6 = 48;

    private static final int MAX_CREDIT = 1 << 30;

    // Flags of the datagrams sent to the peer. One byte, because the object has no room for more.
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

    // Immutable. The key is what the session is filed under; see AddressHash.
    final long key;
    private final SessionOutput output;
    private final long openedAt;

    // Reactor-owned, read by any thread.
    private long receivedAt;
    private long messages;
    private volatile boolean validated;

    // Reactor-owned.
    boolean live;
    // See EvictionPolicy.
    boolean established;
    PeerSession nextInBucket;
    PeerSession previousInWheel;
    PeerSession nextInWheel;
    // See IdleWheel.
    int wheelSlot;
    long activeAt;
    // See RateLimit.
    long messageDueAt;

    // Written once, by the thread that decided the close.
    PeerSession nextClosing;

    // Any thread.
    // Where the peer is reached. Null while that is the address packed in the key, which saves a million address
    // objects.
    private volatile InetSocketAddress path;
    private volatile int credit;
    private volatile byte flags;
    private volatile Object attachment;
    // Created at the first call of id(); guarded by this. Never 0 in a version 4 UUID.
    private long idHigh;
    private long idLow;

    /**
     * A session whose first datagram was received from {@code source} at {@code now}.
     *
     * @param key the key that the table files the session under
     */
    PeerSession(long key, InetSocketAddress source, SessionOutput output, FirstMessageRing firstMessages, long now) {
        super(firstMessages);
        this.key = key;
        this.path = PackedAddress.of(source) == key ? null : source;
        this.output = output;
        this.openedAt = now;
        this.receivedAt = now;
        this.activeAt = now;
        this.messageDueAt = now;
    }

    /**
     * Runs each step of an answer once, with a session that is in no table. The JVM links and initialises at the first
     * use; afterwards this cannot happen where a user's stack ends.
     */
    public static void preload(SessionOutput output) {
        PeerSession detached = new PeerSession(0, PackedAddress.addressOf(0), output, new FirstMessageRing(1), 0);
        detached.credit(MAX_CREDIT);
        detached.charge(0);
        detached.refund(0);
        detached.onSending();
        detached.onNotSent();
        detached.onSending();
        detached.onSent();
        detached.markLimited();
        detached.reserveValidationRequest();
        detached.cancelValidationRequest();
        detached.id();
        detached.requestClose(CloseReason.CLOSED);
        new ClosingSessions().add(detached);
    }

    /**
     * Reactor-owned: a datagram of {@code bytes} was received. Adds credit while the peer is unvalidated. Validates the
     * peer when a datagram was sent to it before.
     *
     * @param amplification bytes that may be sent for each byte received, headers included (RFC 9000 §8)
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
        int available = credit;
        while (!CREDIT.compareAndSet(this, available, Math.min(available + bytes, MAX_CREDIT))) {
            available = credit;
        }
    }

    /**
     * Reactor-owned: touches every cache line that handling a message needs; the fields read lie less than 64 bytes
     * apart. Races with a worker are harmless: the value is not used.
     */
    int touch() {
        return (bytes == null ? 0 : 1) + (int) activeAt + (nextInWheel == null ? 0 : 1);
    }

    /** Reactor-owned: a message was accepted. */
    public void onAccepted() {
        MESSAGES.setOpaque(this, messages + 1);
    }

    /** Whether a datagram was received after one was sent. Plain datagrams have no stronger address validation. */
    public boolean isValidated() {
        return validated;
    }

    private boolean isSentTo() {
        return (flags & SENDING_OR_SENT) != 0;
    }

    /**
     * Any thread: charges a datagram of {@code bytes} to the credit of an unvalidated peer. The cost of {@link
     * #reserveValidationRequest} stays reserved, unless nothing was sent yet: the first answer is a validation request
     * too.
     *
     * @return false when the credit is too small; nothing was charged then
     */
    public boolean charge(int bytes) {
        return validated || charge(bytes, isSentTo() && (flags & VALIDATION_REQUESTED) == 0 ? headerBytes() : 0);
    }

    private boolean charge(int bytes, int reserve) {
        int cost = bytes + headerBytes();
        while (true) {
            int available = credit;
            if (available < cost + reserve) {
                return validated;
            }
            if (CREDIT.compareAndSet(this, available, available - cost)) {
                return true;
            }
        }
    }

    /** Any thread: refunds the charge of a datagram of {@code bytes} that was not sent. */
    public void refund(int bytes) {
        if (!validated) {
            credit(bytes + headerBytes());
        }
    }

    /**
     * Any thread: a datagram is about to be sent. Called before the send, because the peer's answer may be received
     * before the send call returns.
     */
    public void onSending() {
        if (!isSentTo()) {
            setFlag(SENDING);
        }
    }

    /** Any thread: a datagram was sent. */
    public void onSent() {
        setFlag(SENT);
    }

    /**
     * Any thread: the datagram was not sent: it was refused, or is queued. Datagrams sent before or since stay
     * recorded.
     */
    public void onNotSent() {
        if ((flags & SENDING_OR_SENT) == SENDING) {
            clearFlag(SENDING);
        }
    }

    /** Any thread: an answer was refused because the peer is unvalidated. True the first time. */
    public boolean markLimited() {
        return setFlag(AMPLIFICATION_LIMITED);
    }

    /**
     * Any thread: charges the only empty datagram that asks the peer to send, and so to validate its address.
     *
     * @return false when it was sent before, or the credit is too small
     */
    public boolean reserveValidationRequest() {
        if (validated || !setFlag(VALIDATION_REQUESTED)) {
            return false;
        }
        boolean charged = charge(0, 0);
        if (!charged) {
            clearFlag(VALIDATION_REQUESTED);
        }
        return charged;
    }

    /** Any thread: the validation request was refused by the socket. Another one may be sent. */
    public void cancelValidationRequest() {
        refund(0);
        clearFlag(VALIDATION_REQUESTED);
    }

    /** Whether {@code flag} was not set before. */
    private boolean setFlag(byte flag) {
        return (flags & flag) == 0 && ((byte) FLAGS.getAndBitwiseOr(this, flag) & flag) == 0;
    }

    private void clearFlag(byte flag) {
        FLAGS.getAndBitwiseAnd(this, (byte) ~flag);
    }

    private int headerBytes() {
        InetSocketAddress current = path;
        return current != null && current.getAddress() instanceof Inet6Address ? UDP_AND_IPV6 : UDP_AND_IPV4;
    }

    @Override
    public synchronized UUID id() {
        if (idHigh == 0) {
            output.reserveStack();
            UUID uuid = output.newId();
            idHigh = uuid.getMostSignificantBits();
            idLow = uuid.getLeastSignificantBits();
            return uuid;
        }
        return new UUID(idHigh, idLow);
    }

    /**
     * The address that the session is filed under. An IPv6 address does not fit into the key: the path, which does not
     * change, is its only copy.
     */
    InetSocketAddress keyAddress() {
        return PackedAddress.isExact(key) ? PackedAddress.addressOf(key) : path;
    }

    /** The path: where datagrams to the peer are sent. */
    @Override
    public InetSocketAddress remoteAddress() {
        InetSocketAddress current = path;
        if (current != null) {
            return current;
        }
        // The instance that the channel returned last saves the channel an encoding of the address.
        InetSocketAddress last = lastSource();
        return last != null && PackedAddress.of(last) == key ? last : PackedAddress.addressOf(key);
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

    /** Any thread: the worker that ran the session has released it. */
    public void onReleased() {
        output.onReleased();
    }

    /** Reactor-owned: the last activity, on the session's time scale in nanoseconds. */
    public long activeAt() {
        return activeAt;
    }

    /** The opening, on the session's time scale in nanoseconds. */
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
