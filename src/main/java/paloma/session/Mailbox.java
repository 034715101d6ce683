package paloma.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import paloma.CloseReason;

/**
 * <em>Any thread.</em> The waiting messages of one session, and its state: one word that every transition swaps.
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
 * <p>{@link #offer} is reactor-owned. {@link #takeOpening}, {@link #take}, {@link #end} and {@link #release} are
 * worker-owned while running: they belong to the worker that was handed the session when it became scheduled, until
 * {@code release} or {@code end}. Any thread may call the others. That {@code onOpen} and {@code onClose} are due are bits
 * of the state, not messages; a full mailbox cannot refuse them.
 *
 * <p>A message offered while none waits is a first message. It needs no object: it is stored in the {@link
 * FirstMessageRing}, or in the mailbox itself when the ring has no free slot. Only messages offered behind it are chained.
 * So a mailbox with at most one waiting message gets no reference written, as long as the ring has free slots.
 */
public class Mailbox {
    /** <em>Immutable.</em> Result of an offer. */
    public enum OfferResult {
        /** Accepted; the caller must hand the session to a worker. */
        READY,
        /** Accepted; a worker has the session already, or was handed it. */
        WAITING,
        /** Refused: the capacity is reached. */
        FULL,
        /** Refused: the session is closing. */
        CLOSING
    }

    /** The largest capacity, in messages. */
    public static final int MAX_CAPACITY = 0x7FFF;

    private static final int COUNT_MASK = MAX_CAPACITY;
    // The oldest waiting message is a first message; else it is the head of the chain. Not set while none waits.
    private static final int FIRST = 1 << 15;
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
    // Slot of the first message and of its source; the message itself when the ring had no free slot. Written by the
    // reactor while no message waits; the count in the state publishes them to the worker. The slot is kept after the
    // message was taken, because the source may still be there.
    private int ringSlot = FirstMessageRing.NONE;
    private byte[] firstBytes;
    // The oldest message of the chain. Written by the reactor while the chain is empty, published in the same way; by
    // the
    // worker while more than one message waits.
    private Message head;
    // The newest message of the chain; null while the chain is empty. Reactor-owned.
    private Message tail;

    /** <em>Worker-owned while running.</em> A message in the chain; the reactor's until the count publishes it. */
    private static final class Message {
        private byte[] bytes;
        private Message next;

        Message(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    Mailbox(FirstMessageRing firstMessages) {
        this.firstMessages = firstMessages;
    }

    /**
     * Adds a message, unless {@code capacity} messages wait or the session is closing.
     *
     * @param source its source, or null when that has no address object
     */
    public final OfferResult offer(byte[] bytes, InetSocketAddress source, int capacity) {
        boolean stored = false;
        Message further = null;
        while (true) {
            int current = state;
            int waiting = current & COUNT_MASK;
            if ((current & CLOSING) != 0) {
                if (stored) {
                    takeFirst();
                }
                return OfferResult.CLOSING;
            }
            if (waiting >= capacity) {
                return OfferResult.FULL;
            }
            if (waiting > 0) {
                further = further == null ? new Message(bytes) : further;
                chain(further);
            } else if (!stored) {
                storeFirst(bytes, source);
                stored = true;
            }
            int kind = waiting == 0 ? FIRST : 0;
            if (STATE.compareAndSet(this, current, (current + 1) | kind | SCHEDULED)) {
                if (waiting > 0) {
                    tail = further;
                }
                return (current & SCHEDULED) == 0 ? OfferResult.READY : OfferResult.WAITING;
            }
        }
    }

    /** Links {@code message} behind the chain. While the first message waits alone, the reactor owns the head. */
    private void chain(Message message) {
        if (tail == null) {
            head = message;
        } else {
            tail.next = message;
        }
    }

    /** While no message waits, the reactor owns all fields but the state. */
    private void storeFirst(byte[] message, InetSocketAddress source) {
        ringSlot = firstMessages.put(message, source);
        if (ringSlot == FirstMessageRing.NONE) {
            firstBytes = message;
        }
        if (head != null) {
            head = null;
        }
        if (tail != null) {
            tail = null;
        }
    }

    private byte[] takeFirst() {
        if (ringSlot != FirstMessageRing.NONE) {
            return firstMessages.take(ringSlot);
        }
        byte[] message = firstBytes;
        firstBytes = null;
        return message;
    }

    /** The source of a message that was the first to wait, if it had an object that the ring still has; else null. */
    final InetSocketAddress lastSource() {
        int slot = (int) RING_SLOT.getOpaque(this);
        return slot == FirstMessageRing.NONE ? null : firstMessages.source(slot);
    }

    /** Whether {@code onOpen} is due; true once. */
    public final boolean takeOpening() {
        return (state & OPENING) != 0 && ((int) STATE.getAndBitwiseAnd(this, ~OPENING) & OPENING) != 0;
    }

    /** Removes the oldest waiting message; null when none waits. */
    public final byte[] take() {
        byte[] taken = null;
        while (true) {
            int current = state;
            int waiting = current & COUNT_MASK;
            if (waiting == 0) {
                return null;
            }
            boolean first = (current & FIRST) != 0;
            if (taken == null) {
                taken = first ? takeFirst() : takeHead();
            }
            if (STATE.compareAndSet(this, current, current - 1 & ~FIRST)) {
                if (!first && waiting > 1) {
                    unlinkHead();
                }
                return taken;
            }
        }
    }

    /** Clears the bytes before the count is 0, because the reactor owns the chain from then on. */
    private byte[] takeHead() {
        byte[] message = head.bytes;
        head.bytes = null;
        return message;
    }

    private void unlinkHead() {
        Message taken = head;
        head = taken.next;
        taken.next = null;
    }

    /**
     * Discards all waiting messages, also while a worker runs the session.
     *
     * @return how many messages were discarded
     */
    public final int abandon() {
        return (int) STATE.getAndBitwiseAnd(this, ~(COUNT_MASK | FIRST)) & COUNT_MASK;
    }

    /**
     * Returns the session to the reactor.
     *
     * @return false when there is more to do, and the caller keeps the session
     */
    public final boolean release() {
        while (true) {
            int current = state;
            if ((current & ENDED) != 0) {
                return true;
            }
            if ((current & (COUNT_MASK | CLOSING)) != 0) {
                return false;
            }
            if (STATE.compareAndSet(this, current, current & ~SCHEDULED)) {
                return true;
            }
        }
    }

    /**
     * {@code onClose} was called, or is not due. The session stays scheduled, so that it is never handed to a worker
     * again.
     */
    public final void end() {
        STATE.getAndBitwiseOr(this, ENDED);
    }

    /**
     * Decides the close and its reason, unless a close was decided before. Later offers are refused.
     *
     * @return whether this call decided; the caller must then remove the session from the table
     */
    public final boolean requestClose(CloseReason reason) {
        while (true) {
            int current = state;
            if ((current & CLOSING) != 0) {
                return false;
            }
            if (STATE.compareAndSet(this, current, current | CLOSING | reason.ordinal() << REASON_SHIFT)) {
                return true;
            }
        }
    }

    /**
     * Schedules the {@code onClose} of a closing session.
     *
     * @return whether the caller must hand the session to a worker; false when a worker has it
     */
    public final boolean scheduleEnd() {
        return ((int) STATE.getAndBitwiseOr(this, SCHEDULED) & SCHEDULED) == 0;
    }

    /** The reason of the close; null before a close was decided. */
    public final CloseReason closeReason() {
        int current = state;
        return (current & CLOSING) == 0 ? null : REASONS[current >>> REASON_SHIFT];
    }

    /** Whether no close was decided yet. */
    public final boolean isOpen() {
        return (state & CLOSING) == 0;
    }

    /** Whether the session has ended: {@code onClose} was called, or is not due. */
    public final boolean isEnded() {
        return (state & ENDED) != 0;
    }

    /** Whether a worker runs the session or was handed it. */
    public final boolean isScheduled() {
        return (state & SCHEDULED) != 0;
    }

    /** Waiting messages. */
    public final int waiting() {
        return state & COUNT_MASK;
    }

    /** Bytes of the waiting messages. No thread may offer or take meanwhile. */
    final long waitingBytes() {
        boolean first = (state & FIRST) != 0;
        long bytes = !first ? 0 : ringSlot == FirstMessageRing.NONE ? firstBytes.length : firstMessages.bytes(ringSlot);
        Message message = head;
        for (int left = waiting() - (first ? 1 : 0); left > 0; left--) {
            bytes += message.bytes.length;
            message = message.next;
        }
        return bytes;
    }
}
