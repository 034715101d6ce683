package paloma.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * <em>Any thread,</em> one at a time. What one client says and what it expects to hear: each message carries the
 * numbers of run, client and message in front of letters that fill it up to its size.
 *
 * <pre>{@code 1f0c77e2/000042/000000017abcdefghij…}</pre>
 *
 * <p>All of it lives in one array, of which only the digits of the message's number change: a load generator that made
 * new bytes for every message would cost more than the server it measures.
 */
final class Script {
    private static final int DIGITS = 9;
    private static final String NUMBERS = "%08x/%06d/%0" + DIGITS + "d";

    /** How long the numbers are. */
    static final int NUMBERS_BYTES = 8 + 1 + 6 + 1 + DIGITS;

    private final ByteBuffer message;
    private final ByteBuffer head;
    private final ByteBuffer tail;
    private final byte[] answer;
    private final int numberAt;

    Script(Plan plan, int client) {
        byte[] prefix = plan.prefix().getBytes(StandardCharsets.UTF_8);
        byte[] numbers = NUMBERS.formatted(plan.run(), client, 0).getBytes(StandardCharsets.US_ASCII);
        answer = new byte[prefix.length + plan.size()];
        System.arraycopy(prefix, 0, answer, 0, prefix.length);
        System.arraycopy(numbers, 0, answer, prefix.length, numbers.length);
        int tailAt = prefix.length + numbers.length;
        for (int i = tailAt; i < answer.length; i++) {
            answer[i] = (byte) ('a' + (i - tailAt) % 26);
        }
        numberAt = tailAt - DIGITS;
        message = ByteBuffer.wrap(answer, prefix.length, plan.size()).slice();
        head = ByteBuffer.wrap(answer, 0, numberAt).slice();
        tail = ByteBuffer.wrap(answer, tailAt, answer.length - tailAt).slice();
    }

    /** The bytes of message {@code number}, good until the next call. */
    ByteBuffer message(int number) {
        int rest = number;
        for (int i = numberAt + DIGITS - 1; i >= numberAt; i--) {
            answer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return message.clear();
    }

    /** The number of the message that {@code heard} answers, or -1 when it is no answer to this client. */
    int numberIn(ByteBuffer heard) {
        int at = heard.position();
        if (heard.remaining() != answer.length
                || !heard.slice(at, numberAt).equals(head)
                || !heard.slice(at + numberAt + DIGITS, tail.limit()).equals(tail)) {
            return -1;
        }
        int number = 0;
        for (int i = at + numberAt; i < at + numberAt + DIGITS; i++) {
            int digit = heard.get(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
