package paloma.session;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * <em>The reactor</em> puts; whoever has a session, takes the message of that one; <em>any thread</em> may ask for a source.
 * What came last, kept outside the sessions: the first message that waits in each, and where it came from. Sessions are old
 * objects, and the collector has to look at each one that was given a reference to a young one, with all that lies around it;
 * of a million sessions that each hear a little, it would look at all, again and again. So a message and its source are put
 * here, in one small place that is always looked at, and the session keeps the number of that place.
 */
final class FirstMessageRing {
    /** The number of no place. */
    static final int NONE = -1;

    private final AtomicReferenceArray<byte[]> messages;
    private final AtomicReferenceArray<InetSocketAddress> sources;
    // Reactor-owned.
    private int next;

    FirstMessageRing(int places) {
        messages = new AtomicReferenceArray<>(places);
        sources = new AtomicReferenceArray<>(places);
    }

    /** The place of the message and its source until it is taken, or {@link #NONE} when that place is not free yet. */
    int put(byte[] message, InetSocketAddress source) {
        int place = next;
        next = place + 1 == messages.length() ? 0 : place + 1;
        if (messages.getAcquire(place) != null) {
            return NONE;
        }
        sources.setRelease(place, source);
        messages.setPlain(place, message);
        return place;
    }

    /** The message at {@code place}, which is free then. */
    byte[] take(int place) {
        byte[] message = messages.getPlain(place);
        messages.setRelease(place, null);
        return message;
    }

    /** <em>Any thread:</em> the source that was put at {@code place} last. */
    InetSocketAddress source(int place) {
        return sources.getAcquire(place);
    }
}
