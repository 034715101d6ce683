package paloma.cli;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.BiPredicate;

/**
 * <em>Any thread.</em> Tells which message of the server answers a request, although plain
 * datagrams carry no number: the next one, unless it is the server's goodbye, or ends with the text of an earlier
 * request that timed out and not with this one's, which makes it that one's late answer. Servers that answer something
 * unlike the request are understood too.
 */
final class Answers implements BiPredicate<ByteBuffer, ByteBuffer> {
    /** Requests remembered as unanswered; older ones are forgotten. */
    static final int REMEMBERED = 64;

    /** Bytes of those together: a few of the longest messages. */
    static final int REMEMBERED_BYTES = 1 << 18;

    private static final ByteBuffer GOODBYE = Wire.utf8(Wire.GOODBYE).asReadOnlyBuffer();

    private final Deque<ByteBuffer> unanswered = new ArrayDeque<>();
    private int bytes; // of unanswered

    /** Whether {@code message} answers {@code request}. */
    @Override
    public synchronized boolean test(ByteBuffer request, ByteBuffer message) {
        ByteBuffer text = Wire.withoutLineBreak(message);
        if (text.equals(GOODBYE)) {
            return false;
        }
        return endsWith(text, request) || unanswered.stream().noneMatch(earlier -> endsWith(text, earlier));
    }

    /** No answer to {@code request} came in time. */
    synchronized void timedOut(ByteBuffer request) {
        unanswered.addLast(request.duplicate());
        bytes += request.remaining();
        while (unanswered.size() > REMEMBERED || bytes > REMEMBERED_BYTES) {
            bytes -= unanswered.removeFirst().remaining();
        }
    }

    /** {@code message} answered no request that waits: one that timed out may have its answer now, and only one. */
    synchronized void heard(ByteBuffer message) {
        ByteBuffer text = Wire.withoutLineBreak(message);
        for (Iterator<ByteBuffer> earlier = unanswered.iterator(); earlier.hasNext(); ) {
            ByteBuffer late = earlier.next();
            if (endsWith(text, late)) {
                earlier.remove();
                bytes -= late.remaining();
                return;
            }
        }
    }

    private static boolean endsWith(ByteBuffer text, ByteBuffer end) {
        int start = text.remaining() - end.remaining();
        return start >= 0
                && text.slice(text.position() + start, end.remaining()).equals(end);
    }
}
