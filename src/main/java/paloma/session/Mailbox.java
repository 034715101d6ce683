package paloma.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import paloma.CloseReason;

/**
 * The messages of one session that wait, and the session's state, in one word that every transition swaps:
 *
 * <pre>{@code
 *                 offer: READY                      release
 *     resting ───────────────────▶ scheduled ──────────────────▶ resting
 *        │                             │
 *        │ requestClose                │ requestClose
 *        ▼                             ▼
 *     closing ── scheduleEnd ──▶ scheduled, closing ── end ──▶ ended
 * }</pre>
 *
 * <p>{@link #offer} is <em>reactor-owned</em>; {@link #takeOpening}, {@link #take}, {@link #end} and {@link #release}
 * are <em>worker-owned while running</em>: they belong to whoever was handed the session when it became scheduled,
 * until {@code release} or {@code end}. The others may be called by <em>any thread</em>. That the session was opened
 * and that it must be told its end are bits of the state and not messages, so neither can be refused by a full mailbox.
 *
 * <p>The first message to wait needs no object of its own: it has a place among the {@link FirstMessageRing}, or if there is none, in
 * the mailbox itself. Only those behind it are chained. So a mailbox that never holds more than one is given no reference, as
 * long as there are places.
 */
public class Mailbox extends Message {
    /** What became of an offered message. */
    public enum OfferResult {
        /** Waits, and the caller must now hand the session to a worker. */
        READY,
        /** Waits behind what a worker was handed already. */
        WAITING,
        /** Refused: the capacity is reached. */
        FULL,
        /** Refused: the session is closing. */
        CLOSING
    }

    /** The largest capacity, in messages. */
    public static final int MAX_CAPACITY = 0x7FFF;

    private static final int COUNT_MASK = MAX_CAPACITY;
    private static final int SCHEDULED = 1 << 16;
    private static final int OPENING = 1 << 17;
    private static final int CLOSING = 1 << 18;
    private static final int ENDED = 1 << 19;
    private static final int REASON_SHIFT = 20;
    private static final CloseReason[] REASONS = CloseReason.values();
    private static final VarHandle STATE;
    private static final VarHandle RING_SLOT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Mailbox.class, "state", int.class);
            RING_SLOT = lookup.findVarHandle(Mailbox.class, "ringSlot", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final FirstMessageRing firstMessages;
    private volatile int state = OPENING;
    // The oldest waiting message. Written by the reactor while none waits, by the worker while some do; the count in
    // the state publishes it to the other.
    private Message head = this;
    // Where the mailbox's own message is while it waits, and its source still may be. Written by the reactor while none
    // waits, and then published in the same way.
    private int ringSlot = FirstMessageRing.NONE;
    // The newest message; the reactor's alone.
    private Message tail = this;

    Mailbox(FirstMessageRing arrivals) {
        this.firstMessages = arrivals;
    }

    /** Adds a message from {@code source} unless {@code capacity} wait already or the session is closing. */
    public final OfferResult offer(byte[] bytes, InetSocketAddress source, int capacity) {
        Message own = null;
        Message more = null;
        while (true) {
            int seen = state;
            int waiting = seen & COUNT_MASK;
            if ((seen & CLOSING) != 0) {
                if (own != null) {
                    takeFirst();
                }
                return OfferResult.CLOSING;
            }
            if (waiting >= capacity) {
                return OfferResult.FULL;
            }
            Message message;
            if (waiting == 0) {
                message = own == null ? own = storeFirst(bytes, source) : own;
            } else {
                message = more == null ? more = new Message(bytes) : more;
                tail.next = message;
            }
            if (STATE.compareAndSet(this, seen, (seen + 1) | SCHEDULED)) {
                if (tail != message) {
                    tail = message;
                }
                return (seen & SCHEDULED) == 0 ? OfferResult.READY : OfferResult.WAITING;
            }
        }
    }

    /** While none waits, the mailbox itself is the reactor's to write. */
    private Message storeFirst(byte[] message, InetSocketAddress source) {
        ringSlot = firstMessages.put(message, source);
        if (ringSlot == FirstMessageRing.NONE) {
            bytes = message;
        }
        if (next != null) {
            next = null;
        }
        if (head != this) {
            head = this;
        }
        return this;
    }

    private byte[] takeFirst() {
        if (ringSlot != FirstMessageRing.NONE) {
            return firstMessages.take(ringSlot);
        }
        byte[] own = bytes;
        bytes = null;
        return own;
    }

    /** <em>Any thread:</em> where a message came from that was the first to wait, if that is known still; or null. */
    final InetSocketAddress lastSource() {
        int at = (int) RING_SLOT.getOpaque(this);
        return at == FirstMessageRing.NONE ? null : firstMessages.source(at);
    }

    /** Whether {@code onOpen} is still due; true once. */
    public final boolean takeOpening() {
        return (state & OPENING) != 0 && ((int) STATE.getAndBitwiseAnd(this, ~OPENING) & OPENING) != 0;
    }

    /** The oldest waiting message, which then no longer waits; null when none does. */
    public final byte[] take() {
        Message message = null;
        byte[] taken = null;
        while (true) {
            int seen = state;
            int waiting = seen & COUNT_MASK;
            if (waiting == 0) {
                return null;
            }
            if (message == null) {
                // Read after the count that published it, and once: the next lines may clear it.
                message = head;
                taken = message == this ? takeFirst() : message.bytes;
            }
            if (waiting == 1 && message != this) {
                // Let go first: once the count reads 0, both are the reactor's to write.
                head = this;
                message.bytes = null;
            }
            if (STATE.compareAndSet(this, seen, seen - 1)) {
                if (waiting > 1) {
                    head = message.next;
                    message.clear();
                }
                return taken;
            }
        }
    }

    /** Forgets all waiting messages, also while a worker runs the session, and tells how many they were. */
    public final int abandon() {
        return (int) STATE.getAndBitwiseAnd(this, ~COUNT_MASK) & COUNT_MASK;
    }

    /**
     * Gives the session back to the reactor.
     *
     * @return false when there is something to do still, and the caller keeps it
     */
    public final boolean release() {
        while (true) {
            int seen = state;
            if ((seen & ENDED) != 0) {
                return true;
            }
            if ((seen & (COUNT_MASK | CLOSING)) != 0) {
                return false;
            }
            if (STATE.compareAndSet(this, seen, seen & ~SCHEDULED)) {
                return true;
            }
        }
    }

    /** The session was told its end. It stays scheduled, so that nobody is handed it again. */
    public final void end() {
        STATE.getAndBitwiseOr(this, ENDED);
    }

    /**
     * Decides that the session ends, and why, unless that was decided before. Messages offered from now on are
     * refused.
     *
     * @return whether this call decided it; the caller must then see to the removal from the table
     */
    public final boolean requestClose(CloseReason reason) {
        while (true) {
            int seen = state;
            if ((seen & CLOSING) != 0) {
                return false;
            }
            if (STATE.compareAndSet(this, seen, seen | CLOSING | reason.ordinal() << REASON_SHIFT)) {
                return true;
            }
        }
    }

    /**
     * Schedules a closing session for its end.
     *
     * @return whether the caller must hand it to a worker; false when a worker has it already
     */
    public final boolean scheduleEnd() {
        return ((int) STATE.getAndBitwiseOr(this, SCHEDULED) & SCHEDULED) == 0;
    }

    /** Why the session ends; null while that is not decided. */
    public final CloseReason closeReason() {
        int seen = state;
        return (seen & CLOSING) == 0 ? null : REASONS[seen >>> REASON_SHIFT];
    }

    /** Whether no close was decided yet. */
    public final boolean isOpen() {
        return (state & CLOSING) == 0;
    }

    /** Whether the session was told its end. */
    public final boolean isEnded() {
        return (state & ENDED) != 0;
    }

    /** Whether a worker runs the session or was handed it. */
    public final boolean isScheduled() {
        return (state & SCHEDULED) != 0;
    }

    /** How many messages wait. */
    public final int waiting() {
        return state & COUNT_MASK;
    }
}
