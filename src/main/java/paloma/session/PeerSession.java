package paloma.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import paloma.AddressText;
import paloma.CloseReason;
import paloma.Session;
import paloma.net.PackedAddress;
import paloma.net.Peer;

/**
 * <em>Any thread.</em> The session of one peer: key and path, mailbox, address validation, links of the table. The
 * comment above each group of fields names the thread that owns them. A session is one object with all its parts,
 * because there may be a million sessions.
 */
public final class PeerSession extends AddressValidation implements Session, Peer {
    /** <em>Worker-owned while running.</em> Where a worker's answers wait for others. */
    public interface AnswerBatch {
        /**
         * A call of the handler begins on this thread.
         *
         * @param moreReady whether other sessions are ready, so that answers may wait for theirs
         */
        void begin(boolean moreReady);

        /** The call has ended. */
        void end();

        /** Sends the answers that wait. */
        void flush();
    }

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

        /** A batch for the answers of one worker; null when each answer leaves at once. */
        default AnswerBatch newAnswerBatch() {
            return null;
        }

        /** A worker has released a session. */
        void onReleased();

        /** The id of another session. Its thread's stack was checked. */
        UUID newId();

        /** Converts an instant of the session's time scale to wall-clock time. */
        Instant instantOf(long nanos);
    }

    private static final VarHandle RECEIVED_AT;
    private static final VarHandle MESSAGES;
    private static final VarHandle ID_HIGH;

    /** Guards the stores of ids. User code may hold a session's monitor, which the reactor must not wait for. */
    private static final Object ID_LOCK = new Object();

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            RECEIVED_AT = lookup.findVarHandle(PeerSession.class, "receivedAt", long.class);
            MESSAGES = lookup.findVarHandle(PeerSession.class, "messages", long.class);
            ID_HIGH = lookup.findVarHandle(PeerSession.class, "idHigh", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // Immutable. The key is what the session is filed under; see AddressHash.
    final long key;
    private final SessionOutput output;
    private final long openedAt;

    // Any thread. Where the peer is reached; null while that is the address packed in the key, which saves a million
    // address objects.
    private volatile InetSocketAddress path;

    // Reactor-owned, read by any thread.
    private long receivedAt;
    private long messages;

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
    private volatile Object attachment;
    // Created at the first call of id(). The high half is written last; it is never 0 in a version 4 UUID.
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
        detached.onReceived(0, 3, 0);
        detached.charge(0);
        detached.refund(0);
        detached.onSending();
        detached.onNotSent();
        detached.onSending();
        detached.onStaged();
        detached.onFlushed();
        detached.onSent();
        detached.markLimited();
        detached.reserveValidationRequest();
        detached.cancelValidationRequest();
        detached.id();
        detached.requestClose(CloseReason.CLOSED);
        new ClosingSessions().add(detached);
    }

    /** Reactor-owned: a datagram of {@code bytes} was received; see {@link AddressValidation}. */
    void onReceived(int bytes, int amplification, long now) {
        RECEIVED_AT.setOpaque(this, now);
        onReceived(bytes, amplification);
    }

    @Override
    boolean isReachedByIpv4() {
        InetSocketAddress current = path;
        return current == null || current.getAddress() instanceof Inet4Address;
    }

    /** Reactor-owned: a message was accepted. */
    public void onAccepted() {
        MESSAGES.setOpaque(this, messages + 1);
    }

    @Override
    public UUID id() {
        if ((long) ID_HIGH.getAcquire(this) == 0) {
            createId();
        }
        return new UUID(idHigh, idLow);
    }

    private void createId() {
        output.reserveStack();
        UUID uuid = output.newId();
        synchronized (ID_LOCK) {
            if (idHigh == 0) {
                idLow = uuid.getLeastSignificantBits();
                ID_HIGH.setRelease(this, uuid.getMostSignificantBits());
            }
        }
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
    public long packedAddress() {
        return path == null ? key : PackedAddress.HASHED;
    }

    /** A batch for the answers of one worker; see {@link SessionOutput#newAnswerBatch}. */
    public AnswerBatch newAnswerBatch() {
        return output.newAnswerBatch();
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
