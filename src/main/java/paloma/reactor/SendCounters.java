package paloma.reactor;

import java.io.IOException;
import java.net.BindException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import paloma.UnsentReason;

/**
 * <em>Any thread.</em> The send counters of one socket.
 * A send is begun, then ended and sent, unsent or queued; a queued one is later sent or unsent. Each step is counted
 * out of the old state before it is counted into the new one, so a reader in the opposite order never counts a send
 * twice. A refusal before the begin is one increment.
 *
 * <p>Counting allocates nothing and needs little stack: it cannot fail.
 */
public final class SendCounters {
    /** <em>Immutable.</em> Numbers without reasons. */
    private enum Slot {
        BEGUN,
        ENDED,
        SENT_AT_ONCE,
        SENT_LATER,
        BYTES_SENT
    }

    private static final UnsentReason[] REASONS = UnsentReason.values();
    // The first slots of those by reason.
    private static final int UNSENT = Slot.values().length;
    private static final int REFUSED = UNSENT + REASONS.length;

    /** ENETUNREACH, EHOSTUNREACH, EHOSTDOWN, as the C library names them. */
    private static final String[] UNREACHABLE = {
        "unreachable", "No route to host", "Host is down", "inaccesible", "ninguna ruta", "no está operativo"
    };

    /** EPERM, EACCES. */
    private static final String[] NOT_PERMITTED = {
        "not permitted", "Permission denied", "no permitida", "Permiso denegado"
    };

    /** Includes OTHER, since the system's error texts are localised. */
    private static final UnsentReason[] PATH_REASONS = {
        UnsentReason.UNREACHABLE, UnsentReason.NOT_PERMITTED, UnsentReason.OTHER
    };

    private final AtomicLongArray slots = new AtomicLongArray(REFUSED + REASONS.length);

    /** Counts a send that is refused before it begins, in one atomic step. */
    public void refused(UnsentReason reason) {
        slots.getAndIncrement(REFUSED + reason.ordinal());
    }

    /**
     * Counts a null message as {@link UnsentReason#OTHER}.
     *
     * @throws NullPointerException when {@code datagram} is null
     */
    public void requireMessage(ByteBuffer datagram) {
        if (datagram == null) {
            refused(UnsentReason.OTHER);
            throw new NullPointerException("the message is null");
        }
    }

    /** A send begins: {@link #sending} increases. */
    void begun() {
        slots.getAndIncrement(Slot.BEGUN.ordinal());
    }

    /** A send ends: {@link #sending} decreases. Its outcome is counted afterwards. */
    void ended() {
        slots.getAndIncrement(Slot.ENDED.ordinal());
    }

    /** A send of {@code bytes} reached the kernel directly. */
    void sentAtOnce(int bytes) {
        slots.getAndAdd(Slot.BYTES_SENT.ordinal(), bytes);
        slots.getAndIncrement(Slot.SENT_AT_ONCE.ordinal());
    }

    /** {@code n} staged or queued datagrams of {@code bytes} together reached the kernel. */
    void sentLater(int n, int bytes) {
        slots.getAndAdd(Slot.BYTES_SENT.ordinal(), bytes);
        slots.getAndAdd(Slot.SENT_LATER.ordinal(), n);
    }

    /** A begun send, or a queued datagram, did not reach the kernel. */
    void unsent(UnsentReason reason) {
        slots.getAndIncrement(UNSENT + reason.ordinal());
    }

    /** Sends requested. */
    public long sends() {
        long sends = slots.get(Slot.BEGUN.ordinal());
        for (UnsentReason reason : REASONS) {
            sends += slots.get(REFUSED + reason.ordinal());
        }
        return sends;
    }

    /** Datagrams that the kernel has taken. */
    public long sentTotal() {
        return slots.get(Slot.SENT_AT_ONCE.ordinal()) + slots.get(Slot.SENT_LATER.ordinal());
    }

    /** Payload bytes of the datagrams that the kernel has taken. */
    public long bytesSent() {
        return slots.get(Slot.BYTES_SENT.ordinal());
    }

    /** Sends that did not reach the kernel, by reason. */
    public Map<UnsentReason, Long> unsentByReason() {
        Map<UnsentReason, Long> counts = new EnumMap<>(UnsentReason.class);
        for (UnsentReason reason : REASONS) {
            counts.put(reason, slots.get(UNSENT + reason.ordinal()) + slots.get(REFUSED + reason.ordinal()));
        }
        return counts;
    }

    /** Sends refused by the kernel for a reason that may lie in the path and not in the datagram. */
    public long unsentByPath() {
        long unsent = 0;
        for (UnsentReason reason : PATH_REASONS) {
            unsent += slots.get(UNSENT + reason.ordinal());
        }
        return unsent;
    }

    /** Sends in progress: entries minus exits. */
    public long sending() {
        long ended = slots.get(Slot.ENDED.ordinal());
        return slots.get(Slot.BEGUN.ordinal()) - ended;
    }

    /**
     * Classifies a failed send.
     * The JDK distinguishes most kernel errors by localised text only: English and Spanish texts are recognised,
     * others count as {@link UnsentReason#OTHER}. A connected channel throws {@code IOException: No route to host}
     * where an unconnected one throws {@code NoRouteToHostException}.
     */
    static UnsentReason reasonOf(Throwable error) {
        if (error instanceof PortUnreachableException || error instanceof NoRouteToHostException) {
            return UnsentReason.UNREACHABLE;
        }
        if (error instanceof ClosedChannelException) {
            return UnsentReason.CLOSED;
        }
        if (error instanceof BindException) {
            // The JDK's exception for EACCES: the target is a broadcast address.
            return UnsentReason.NOT_PERMITTED;
        }
        String text = error instanceof IOException && error.getMessage() != null ? error.getMessage() : "";
        if (containsOneOf(UNREACHABLE, text)) {
            return UnsentReason.UNREACHABLE;
        }
        if (containsOneOf(NOT_PERMITTED, text)) {
            return UnsentReason.NOT_PERMITTED;
        }
        if (text.contains("too long") || text.equals(IcmpErrors.TOO_LONG)) {
            return UnsentReason.TOO_BIG;
        }
        return text.contains("port 0") ? UnsentReason.PORT : UnsentReason.OTHER;
    }

    static boolean containsOneOf(String[] parts, String text) {
        for (String part : parts) {
            if (text.contains(part)) {
                return true;
            }
        }
        return false;
    }
}
