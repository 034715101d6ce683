package paloma.load.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import paloma.load.plan.Plan;

/**
 * <em>Reactor-owned.</em> What clients say and what they expect to hear: each message carries the numbers of run, client
 * and message, letters that fill it up to its size, and check bytes over all of that:
 *
 * <pre>{@code 1f0c77e2/000042/000000017abcdefghij…8a3f00c1}</pre>
 *
 * <p>All messages of a process are written into one buffer, of which only the numbers and the check change: a load
 * generator that made new bytes for every message would cost more than the server it measures.
 */
public final class MessageCodec {
    /** {@link #numberIn}: a damaged answer to this client. */
    static final int CORRUPTED = -1;
    /** {@link #numberIn}: a datagram that this client does not expect. */
    static final int FOREIGN = -2;

    private static final int RUN_DIGITS = 8;
    private static final int CLIENT_DIGITS = 6;
    private static final int NUMBER_DIGITS = 9;
    private static final int CHECK_DIGITS = 8;
    private static final int CLIENT_AT = RUN_DIGITS + 1;
    private static final int NUMBER_AT = CLIENT_AT + CLIENT_DIGITS + 1;
    private static final int LETTERS_AT = NUMBER_AT + NUMBER_DIGITS;

    /** The length of the numbers and the checksum. */
    public static final int MIN_BYTES = LETTERS_AT + CHECK_DIGITS;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final byte[] prefix;
    private final byte[] run;
    private final long seed;
    private final int minSize;
    private final int sizes;
    private final ByteBuffer message;
    private final CRC32C check = new CRC32C();
    private int letterAt = -1;

    MessageCodec(Plan plan) {
        prefix = plan.prefix().getBytes(StandardCharsets.UTF_8);
        run = "%08x".formatted(plan.run()).getBytes(StandardCharsets.US_ASCII);
        seed = plan.run() * 0x9E3779B97F4A7C15L;
        minSize = plan.minSize();
        sizes = plan.maxSize() - plan.minSize() + 1;
        message = ByteBuffer.allocateDirect(plan.maxSize());
        for (int i = 0; i < plan.maxSize(); i++) {
            message.put(i, letter(i));
        }
        for (int i = 0; i < RUN_DIGITS; i++) {
            message.put(i, run[i]);
        }
        message.put(RUN_DIGITS, (byte) '/').put(NUMBER_AT - 1, (byte) '/');
    }

    private static byte letter(int at) {
        return (byte) ('a' + Math.floorMod(at - LETTERS_AT, 26));
    }

    /** The bytes of a client's message {@code number}, valid until the next call. */
    ByteBuffer message(int client, int number) {
        int size = size(client, number);
        message.clear();
        if (letterAt >= 0) {
            for (int i = letterAt; i < letterAt + CHECK_DIGITS; i++) {
                message.put(i, letter(i));
            }
        }
        decimal(CLIENT_AT, CLIENT_DIGITS, client);
        decimal(NUMBER_AT, NUMBER_DIGITS, number);
        int checkAt = size - CHECK_DIGITS;
        int value = checkOf(message, 0, checkAt);
        for (int i = 0; i < CHECK_DIGITS; i++) {
            message.put(checkAt + i, HEX[value >>> 28 - 4 * i & 15]);
        }
        letterAt = checkAt;
        return message.limit(size).position(0);
    }

    /** Uniform over the range, and the same for the same message. */
    private int size(int client, int number) {
        if (sizes == 1) {
            return minSize;
        }
        long mixed = (seed ^ client * 0xBF58476D1CE4E5B9L) + number * 0x94D049BB133111EBL;
        mixed = (mixed ^ mixed >>> 31) * 0xD6E8FEB86659FD93L;
        return minSize + (int) ((mixed >>> 33) % sizes);
    }

    private void decimal(int at, int digits, int value) {
        int rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            message.put(i, (byte) ('0' + rest % 10));
            rest /= 10;
        }
    }

    /** CRC-32C of the bytes from {@code from} to {@code to}; position and limit are unchanged. */
    private int checkOf(ByteBuffer bytes, int from, int to) {
        int position = bytes.position();
        int limit = bytes.limit();
        check.reset();
        bytes.limit(to).position(from);
        check.update(bytes);
        bytes.limit(limit).position(position);
        return (int) check.getValue();
    }

    /**
     * The number of {@code client}'s message that {@code heard} answers, {@link #CORRUPTED}, or {@link #FOREIGN}.
     * Corrupted is a datagram that resembles an answer to this client and fails its checksum.
     */
    int numberIn(int client, ByteBuffer heard) {
        int at = heard.position() + prefix.length;
        boolean intact = heard.remaining() >= prefix.length + MIN_BYTES
                && same(heard, heard.position(), prefix)
                && isChecked(heard, at);
        if (intact) {
            int number = decimalIn(heard, at + NUMBER_AT, NUMBER_DIGITS);
            boolean mine = same(heard, at, run) && decimalIn(heard, at + CLIENT_AT, CLIENT_DIGITS) == client;
            return mine && number >= 0 ? number : FOREIGN;
        }
        return resembles(client, heard) ? CORRUPTED : FOREIGN;
    }

    private boolean isChecked(ByteBuffer heard, int at) {
        int checkAt = heard.limit() - CHECK_DIGITS;
        int value = checkOf(heard, at, checkAt);
        for (int i = 0; i < CHECK_DIGITS; i++) {
            if (heard.get(checkAt + i) != HEX[value >>> 28 - 4 * i & 15]) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(ByteBuffer heard, int at, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (heard.get(at + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static int decimalIn(ByteBuffer heard, int at, int digits) {
        int number = 0;
        for (int i = at; i < at + digits; i++) {
            int digit = heard.get(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** Whether more than half of the bytes in front of the number are those of an answer to {@code client}. */
    private boolean resembles(int client, ByteBuffer heard) {
        String head = "%s/%06d/".formatted(new String(run, StandardCharsets.US_ASCII), client);
        byte[] expected = new byte[prefix.length + head.length()];
        System.arraycopy(prefix, 0, expected, 0, prefix.length);
        System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, expected, prefix.length, head.length());
        int agreeing = 0;
        for (int i = 0; i < Math.min(expected.length, heard.remaining()); i++) {
            agreeing += heard.get(heard.position() + i) == expected[i] ? 1 : 0;
        }
        return 2 * agreeing > expected.length;
    }
}
