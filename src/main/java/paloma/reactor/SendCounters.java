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
 * <em>Any thread.</em> What one socket counts of what it was asked to send. A send is begun, then left, then sent, unsent or
 * queued, and what was queued is sent or unsent later: counted out of one place before it is counted into the next, so that a
 * reader who goes the other way never sees it twice. What is refused before it is begun is one number.
 *
 * <p>To count needs neither memory nor much of the stack: it cannot fail.
 */
public final class SendCounters {
    private static final int BEGUN = 0;
    private static final int ENDED = 1;
    private static final int SENT_AT_ONCE = 2;
    private static final int SENT_LATER = 3;
    private static final int UNSENT = 4;
    private static final int REFUSED = UNSENT + UnsentReason.values().length;
    private static final int SLOTS = REFUSED + UnsentReason.values().length;
    private static final UnsentReason[] REASONS = UnsentReason.values();

    /** ENETUNREACH, EHOSTUNREACH, EHOSTDOWN, as the C library names them. */
    private static final String[] UNREACHABLE = {
        "unreachable", "No route to host", "Host is down", "inaccesible", "ninguna ruta", "no está operativo"
    };

    /** EPERM, EACCES. */
    private static final String[] NOT_PERMITTED = {
        "not permitted", "Permission denied", "no permitida", "Permiso denegado"
    };

    /** OTHER is among them, because the system's texts may be in a language that is not recognised. */
    private static final UnsentReason[] PATH_REASONS = {
        UnsentReason.UNREACHABLE, UnsentReason.NOT_PERMITTED, UnsentReason.OTHER
    };

    private final AtomicLongArray slots = new AtomicLongArray(SLOTS);

    /** Counts a send that is refused before it begins, in one step. */
    public void refused(UnsentReason reason) {
        slots.getAndIncrement(REFUSED + reason.ordinal());
    }

    /**
     * Refuses a null datagram, which counts as {@link UnsentReason#OTHER}.
     *
     * @throws NullPointerException when {@code datagram} is null
     */
    public void requireMessage(ByteBuffer datagram) {
        if (datagram == null) {
            refused(UnsentReason.OTHER);
            throw new NullPointerException("the message is null");
        }
    }

    /** Counts an entry of {@link #sending}. */
    void begun() {
        slots.getAndIncrement(BEGUN);
    }

    /** Counts an exit of {@link #sending}; the outcome is counted after this. */
    void ended() {
        slots.getAndIncrement(ENDED);
    }

    /** A send that had begun was sent. */
    void sentAtOnce() {
        slots.getAndIncrement(SENT_AT_ONCE);
    }

    /** A queued datagram was sent. */
    void sentLater() {
        slots.getAndIncrement(SENT_LATER);
    }

    /** A send that had begun, or a queued datagram, was not sent. */
    void unsent(UnsentReason reason) {
        slots.getAndIncrement(UNSENT + reason.ordinal());
    }

    /** Datagrams that were to be sent. */
    public long sends() {
        long sends = slots.get(BEGUN);
        for (UnsentReason reason : REASONS) {
            sends += slots.get(REFUSED + reason.ordinal());
        }
        return sends;
    }

    /** Datagrams that the kernel has taken. */
    public long sentTotal() {
        return slots.get(SENT_AT_ONCE) + slots.get(SENT_LATER);
    }

    /** Sends that did not reach the kernel, by reason. */
    public Map<UnsentReason, Long> unsentByReason() {
        Map<UnsentReason, Long> counts = new EnumMap<>(UnsentReason.class);
        for (UnsentReason reason : REASONS) {
            counts.put(reason, slots.get(UNSENT + reason.ordinal()) + slots.get(REFUSED + reason.ordinal()));
        }
        return counts;
    }

    /** Sends that the kernel refused for a reason that may concern the path and not the datagram. */
    public long unsentByPath() {
        long unsent = 0;
        for (UnsentReason reason : PATH_REASONS) {
            unsent += slots.get(UNSENT + reason.ordinal());
        }
        return unsent;
    }

    /** Sends in progress: entries minus exits. */
    public long sending() {
        long left = slots.get(ENDED);
        return slots.get(BEGUN) - left;
    }

    /**
     * The reason of a failed send. The JDK tells most errors of the kernel apart by text only, in the language of
     * the process; English and Spanish are recognised, everything else is {@link UnsentReason#OTHER}. A connected
     * channel throws another class than an unconnected one: {@code IOException: No route to host} instead of {@code
     * NoRouteToHostException: No route to host}.
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
