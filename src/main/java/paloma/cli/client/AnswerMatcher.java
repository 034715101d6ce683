package paloma.cli.client;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.function.BiPredicate;
import paloma.cli.console.ConsoleProtocol;

/**
 * <em>Any thread.</em> Tells which message of the server answers a request, although plain datagrams carry no number: the next
 * one, unless it is the server's goodbye or the late answer to an earlier request.
 *
 * <p>A server quotes when its answers end with the text of their requests, as those of {@code paloma server} do, whatever its
 * prefix. What quotes a request that timed out is its late answer, unless it quotes as much or more of the one that waits. Servers that
 * answer something unlike the request are understood too: nothing that they say is called late.
 *
 * <p>The client sends one empty datagram when the first message comes, by which it validates its address. A server that answers
 * whatever comes answers that, too: with its prefix, or with nothing. One such message is nobody's answer.
 */
public final class AnswerMatcher implements BiPredicate<ByteBuffer, ByteBuffer> {
    /** Requests remembered as unanswered; older ones are forgotten. */
    static final int REMEMBERED = 64;

    /** Bytes of those together: a few of the longest messages. */
    static final int REMEMBERED_BYTES = 1 << 18;

    private static final ByteBuffer GOODBYE =
            ConsoleProtocol.utf8(ConsoleProtocol.GOODBYE).asReadOnlyBuffer();

    private final Deque<ByteBuffer> unanswered = new ArrayDeque<>();
    private int bytes; // of unanswered
    private boolean quotes;
    private ByteBuffer prefix = ByteBuffer.allocate(0);
    private boolean begun;
    private boolean mayAnswerTheEmptyOne;

    /** Whether {@code message} answers {@code request}. */
    @Override
    public synchronized boolean test(ByteBuffer request, ByteBuffer message) {
        ByteBuffer text = ConsoleProtocol.withoutLineBreak(message);
        if (text.equals(GOODBYE)) {
            return false;
        }
        if (mayAnswerTheEmptyOne && text.equals(prefix)) {
            return false;
        }
        boolean quotesIt = endsWith(text, request);
        ByteBuffer earlier = quoted(text);
        if (earlier != null && !(quotesIt && request.remaining() >= earlier.remaining())) {
            return false;
        }
        begin();
        if (quotesIt) {
            prefix = copyOf(text, text.remaining() - request.remaining());
        }
        return true;
    }

    private void begin() {
        mayAnswerTheEmptyOne |= !begun;
        begun = true;
    }

    private static ByteBuffer copyOf(ByteBuffer text, int length) {
        return ByteBuffer.allocate(length)
                .put(text.slice(text.position(), length))
                .flip();
    }

    /** Whether {@code message}, which answered no request that waits, answers the empty datagram; true once. */
    synchronized boolean isForTheEmptyOne(ByteBuffer message) {
        if (mayAnswerTheEmptyOne && ConsoleProtocol.withoutLineBreak(message).equals(prefix)) {
            mayAnswerTheEmptyOne = false;
            return true;
        }
        begin();
        return false;
    }

    /** The longest unanswered request that {@code text} ends with, or null. */
    private ByteBuffer quoted(ByteBuffer text) {
        return unanswered.stream()
                .filter(earlier -> endsWith(text, earlier))
                .max(Comparator.comparingInt(ByteBuffer::remaining))
                .orElse(null);
    }

    /**
     * Whether {@code message}, which was taken for the answer to {@code request}, may be another's: the server's last answer
     * quoted its request, and this one does not.
     */
    synchronized boolean isDoubtful(ByteBuffer request, ByteBuffer message) {
        boolean quotedBefore = quotes;
        quotes = endsWith(ConsoleProtocol.withoutLineBreak(message), request);
        return quotedBefore && !quotes;
    }

    /** No answer to {@code request} came in time. */
    public synchronized void timedOut(ByteBuffer request) {
        unanswered.addLast(request.duplicate());
        bytes += request.remaining();
        while (unanswered.size() > REMEMBERED || bytes > REMEMBERED_BYTES) {
            bytes -= unanswered.removeFirst().remaining();
        }
    }

    /**
     * {@code message} answered no request that waits.
     *
     * @return whether it is the late answer to one that timed out, which has its answer then
     */
    synchronized boolean heard(ByteBuffer message) {
        ByteBuffer late = quoted(ConsoleProtocol.withoutLineBreak(message));
        if (late == null) {
            return false;
        }
        // The oldest of those that say the same.
        unanswered.removeFirstOccurrence(late);
        bytes -= late.remaining();
        return true;
    }

    private static boolean endsWith(ByteBuffer text, ByteBuffer end) {
        int start = text.remaining() - end.remaining();
        return start >= 0
                && text.slice(text.position() + start, end.remaining()).equals(end);
    }
}
