package paloma.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * <em>Any thread.</em> The address validation of a peer and its amplification limit (RFC 9000 §8). The address is
 * validated by a datagram received after one was sent: plain datagrams have no stronger proof. Before, the datagrams sent
 * are charged to a credit in bytes, headers included, which each datagram received increases.
 *
 * <p>A layer of the session's class and not an object, which would cost 16 bytes or more for each of a million sessions.
 */
public abstract class AddressValidation extends Mailbox {
    private static final int UDP_AND_IPV4 = 28;
    private static final int UDP_AND_IPV6 = 48;

    private static final int MAX_CREDIT = 1 << 30;

    // Flags of the datagrams sent to the peer. One byte, because the object has no room for more.
    private static final byte SENDING = 1;
    private static final byte SENT = 2;
    private static final byte VALIDATION_REQUESTED = 4;
    private static final byte AMPLIFICATION_LIMITED = 8;
    private static final byte STAGED = 16;
    private static final byte SENDING_OR_SENT = SENDING | SENT;

    private static final VarHandle CREDIT;
    private static final VarHandle FLAGS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CREDIT = lookup.findVarHandle(AddressValidation.class, "credit", int.class);
            FLAGS = lookup.findVarHandle(AddressValidation.class, "flags", byte.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int credit;
    private volatile byte flags;
    // Written by the reactor.
    private volatile boolean validated;

    AddressValidation(FirstMessageRing firstMessages) {
        super(firstMessages);
    }

    /** Whether datagrams to the peer have an IPv4 header, not an IPv6 header. */
    abstract boolean isReachedByIpv4();

    private int headerBytes() {
        return isReachedByIpv4() ? UDP_AND_IPV4 : UDP_AND_IPV6;
    }

    /**
     * Reactor-owned: a datagram of {@code bytes} was received. Validates the peer when a datagram was sent to it before,
     * else adds credit.
     *
     * @param amplification bytes that may be sent for each byte received, headers included
     */
    final void onReceived(int bytes, int amplification) {
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

    /** Whether the peer's address is validated. */
    public final boolean isValidated() {
        return validated;
    }

    private boolean isSentTo() {
        return (flags & SENDING_OR_SENT) != 0;
    }

    /**
     * Charges a datagram of {@code bytes} to the credit of an unvalidated peer. The cost of {@link
     * #reserveValidationRequest} stays reserved, unless nothing was sent or staged yet: the first answer is a validation request
     * too.
     *
     * @return false when the credit is too small; nothing was charged then
     */
    public final boolean charge(int bytes) {
        return validated || charge(bytes, mayNeedRequest() ? headerBytes() : 0);
    }

    /** Whether a datagram was sent or staged, but none as a validation request. */
    private boolean mayNeedRequest() {
        int current = flags;
        return (current & (SENDING_OR_SENT | STAGED)) != 0 && (current & VALIDATION_REQUESTED) == 0;
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

    /** Refunds the charge of a datagram of {@code bytes} that was not sent. */
    public final void refund(int bytes) {
        if (!validated) {
            credit(bytes + headerBytes());
        }
    }

    /**
     * A datagram is about to be sent. Called before the send, because the peer's answer may be received before the send
     * call returns.
     */
    public final void onSending() {
        if (!isSentTo()) {
            setFlag(SENDING);
        }
    }

    /** A datagram is put into a batch, and is sent soon, with others. True when no other one is in a batch. */
    public final boolean onStaged() {
        return setFlag(STAGED);
    }

    /** No datagram is in a batch any more. */
    public final void onFlushed() {
        clearFlag(STAGED);
    }

    /** Whether a datagram is in a batch. */
    public final boolean isStaged() {
        return (flags & STAGED) != 0;
    }

    /** A datagram was sent. */
    public final void onSent() {
        setFlag(SENT);
    }

    /** The datagram was not sent: it was refused, or is queued. Datagrams sent before or since stay recorded. */
    public final void onNotSent() {
        if ((flags & SENDING_OR_SENT) == SENDING) {
            clearFlag(SENDING);
        }
    }

    /** An answer was refused because the peer is unvalidated. True the first time. */
    public final boolean markLimited() {
        return setFlag(AMPLIFICATION_LIMITED);
    }

    /**
     * Charges the only empty datagram that asks the peer to send, and so to validate its address.
     *
     * @return false when it was sent before, or the credit is too small
     */
    public final boolean reserveValidationRequest() {
        if (validated || !setFlag(VALIDATION_REQUESTED)) {
            return false;
        }
        boolean charged = charge(0, 0);
        if (!charged) {
            clearFlag(VALIDATION_REQUESTED);
        }
        return charged;
    }

    /** The validation request was refused by the socket. Another one may be sent. */
    public final void cancelValidationRequest() {
        refund(0);
        clearFlag(VALIDATION_REQUESTED);
    }

    /** Whether {@code flag} was not set before. */
    private boolean setFlag(byte flag) {
        return (flags & flag) == 0 && ((byte) FLAGS.getAndBitwiseOr(this, flag) & flag) == 0;
    }

    private void clearFlag(byte flag) {
        if ((flags & flag) != 0) {
            FLAGS.getAndBitwiseAnd(this, (byte) ~flag);
        }
    }
}
