package paloma.session;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * <em>Any thread.</em> The first waiting message of each session and its source, stored outside the sessions. The
 * reactor puts, the worker of a session takes its message, any thread may read a source.
 *
 * <p>Writing a reference to a new object into an old one dirties a GC card. With a million sessions that makes the
 * collector scan the whole table. So the message and its source are stored in this small ring, which is scanned anyway,
 * and the session keeps the slot's index.
 */
final class FirstMessageRing {
    /** The index of no slot. */
    static final int NONE = -1;

    private final AtomicReferenceArray<byte[]> messages;
    private final AtomicReferenceArray<InetSocketAddress> sources;
    // Reactor-owned.
    private int next;

    FirstMessageRing(int size) {
        messages = new AtomicReferenceArray<>(size);
        sources = new AtomicReferenceArray<>(size);
    }

    /**
     * Reactor-owned: stores a message and its source, or null, until it is taken.
     *
     * @return the slot, or {@link #NONE} when the next slot is still in use
     */
    int put(byte[] message, InetSocketAddress source) {
        int slot = next;
        next = slot + 1 == messages.length() ? 0 : slot + 1;
        if (messages.getAcquire(slot) != null) {
            return NONE;
        }
        sources.setRelease(slot, source);
        messages.setPlain(slot, message);
        return slot;
    }

    /** Removes the message from {@code slot}, which is free then. */
    byte[] take(int slot) {
        byte[] message = messages.getPlain(slot);
        messages.setRelease(slot, null);
        return message;
    }

    /** The length of the message in {@code slot}, which must be in use. */
    int bytes(int slot) {
        return messages.getPlain(slot).length;
    }

    /** The source stored last in {@code slot}, or null. */
    InetSocketAddress source(int slot) {
        return sources.getAcquire(slot);
    }
}
