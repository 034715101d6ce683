package paloma.cli.client;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.function.BiPredicate;
import paloma.cli.console.ConsoleProtocol;

/**
 * <em>Any thread.</em> Decides which of the server's messages answers a request. Plain datagrams carry no request
 * number. The answer is the next message, unless it is the server's goodbye or the late answer to an earlier request.
 *
 * <p>A server quotes if its answers end with the text of their requests, as {@code paloma server} does with any prefix.
 * A message that quotes a request that timed out is its late answer, unless it quotes as much or more of the pending
 * one. Servers that do not quote are supported too: none of their messages is taken for a late answer.
 *
 * <p>On the first message the client sends one empty datagram to validate its address. A server that answers every
 * message answers this one too, with its prefix or with an empty message. One such message is matched to no request.
 */
public final class AnswerMatcher implements BiPredicate<ByteBuffer, ByteBuffer> {
    /** Requests kept after their timeout; older ones are discarded. */
    static final int MAX_UNANSWERED = 64;

    /** Total size of these requests: a few of maximum length. */
    static final int MAX_UNANSWERED_BYTES = 1 << 18;

    private static final ByteBuffer GOODBYE =
            ConsoleProtocol.utf8(ConsoleProtocol.GOODBYE).asReadOnlyBuffer();

    private final Deque<ByteBuffer> unanswered = new ArrayDeque<>();
    private int unansweredBytes; // of unanswered
    private boolean lastAnswerQuoted;
    private ByteBuffer prefix = ByteBuffer.allocate(0);
    private boolean messageReceived;
    private boolean expectsValidationAnswer;

    /** Returns whether {@code message} answers {@code request}. */
    @Override
    public synchronized boolean test(ByteBuffer request, ByteBuffer message) {
        ByteBuffer text = ConsoleProtocol.withoutLineBreak(message);
        if (text.equals(GOODBYE)) {
            return false;
        }
        if (expectsValidationAnswer && text.equals(prefix)) {
            return false;
        }
        boolean quotesIt = endsWith(text, request);
        ByteBuffer earlier = findQuoted(text);
        if (earlier != null && !(quotesIt && request.remaining() >= earlier.remaining())) {
            return false;
        }
        onFirstMessage();
        if (quotesIt) {
            prefix = copyOf(text, text.remaining() - request.remaining());
        }
        return true;
    }

    private void onFirstMessage() {
        expectsValidationAnswer |= !messageReceived;
        messageReceived = true;
    }

    private static ByteBuffer copyOf(ByteBuffer text, int length) {
        return ByteBuffer.allocate(length)
                .put(text.slice(text.position(), length))
                .flip();
    }

    /**
     * Returns whether {@code message}, which matched no pending request, answers the empty datagram; true at most once.
     */
    synchronized boolean answersValidation(ByteBuffer message) {
        if (expectsValidationAnswer && ConsoleProtocol.withoutLineBreak(message).equals(prefix)) {
            expectsValidationAnswer = false;
            return true;
        }
        onFirstMessage();
        return false;
    }

    /** Returns the longest unanswered request that {@code text} ends with, or null. */
    private ByteBuffer findQuoted(ByteBuffer text) {
        return unanswered.stream()
                .filter(earlier -> endsWith(text, earlier))
                .max(Comparator.comparingInt(ByteBuffer::remaining))
                .orElse(null);
    }

    /**
     * Returns whether {@code message}, matched to {@code request}, may answer another one: the server's last answer
     * quoted its request, and this one does not.
     */
    synchronized boolean isUncertain(ByteBuffer request, ByteBuffer message) {
        boolean quotedBefore = lastAnswerQuoted;
        lastAnswerQuoted = endsWith(ConsoleProtocol.withoutLineBreak(message), request);
        return quotedBefore && !lastAnswerQuoted;
    }

    /** Called when {@code request} has timed out. */
    public synchronized void onTimeout(ByteBuffer request) {
        unanswered.addLast(request.duplicate());
        unansweredBytes += request.remaining();
        while (unanswered.size() > MAX_UNANSWERED || unansweredBytes > MAX_UNANSWERED_BYTES) {
            unansweredBytes -= unanswered.removeFirst().remaining();
        }
    }

    /**
     * Called for a message that matched no pending request.
     *
     * @return whether it is the late answer to a request that timed out; that request is then answered
     */
    synchronized boolean onUnmatched(ByteBuffer message) {
        ByteBuffer late = findQuoted(ConsoleProtocol.withoutLineBreak(message));
        if (late == null) {
            return false;
        }
        // Of several equal requests, the oldest.
        unanswered.removeFirstOccurrence(late);
        unansweredBytes -= late.remaining();
        return true;
    }

    private static boolean endsWith(ByteBuffer text, ByteBuffer end) {
        int start = text.remaining() - end.remaining();
        return start >= 0
                && text.slice(text.position() + start, end.remaining()).equals(end);
    }
}
