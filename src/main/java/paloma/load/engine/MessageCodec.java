package paloma.load.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import paloma.load.plan.Plan;

/**
 * <em>Reactor-owned.</em> Writes the clients' messages and recognises their answers. A message consists of the numbers
 * of run, client, and message, letters that fill it up to its size, and a CRC-32C checksum over all of these:
 *
 * <pre>{@code 1f0c77e2/000042/000000017abcdefghij…8a3f00c1}</pre>
 *
 * <p>All messages of a process share one buffer, of which only the numbers and the checksum change. To write each
 * message in full would cost more CPU than the measured server.
 */
public final class MessageCodec {
    /** {@link #numberIn}: a damaged answer to the client. */
    static final int CORRUPTED = -1;
    /** {@link #numberIn}: no answer to a message of the client in this run. */
    static final int FOREIGN = -2;

    private static final int RUN_DIGITS = 8;
    private static final int CLIENT_DIGITS = 6;
    private static final int NUMBER_DIGITS = 9;
    private static final int CHECKSUM_DIGITS = 8;
    private static final int CLIENT_AT = RUN_DIGITS + 1;
    private static final int NUMBER_AT = CLIENT_AT + CLIENT_DIGITS + 1;
    private static final int LETTERS_AT = NUMBER_AT + NUMBER_DIGITS;

    /** The length of the numbers and the checksum. */
    public static final int MIN_BYTES = LETTERS_AT + CHECKSUM_DIGITS;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final byte[] prefix;
    private final byte[] run;
    private final long seed;
    private final int minSize;
    private final int sizes;
    private final ByteBuffer message;
    private final CRC32C crc = new CRC32C();
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
            for (int i = letterAt; i < letterAt + CHECKSUM_DIGITS; i++) {
                message.put(i, letter(i));
            }
        }
        decimal(CLIENT_AT, CLIENT_DIGITS, client);
        decimal(NUMBER_AT, NUMBER_DIGITS, number);
        int checksumAt = size - CHECKSUM_DIGITS;
        int value = checksum(message, 0, checksumAt);
        for (int i = 0; i < CHECKSUM_DIGITS; i++) {
            message.put(checksumAt + i, HEX[value >>> 28 - 4 * i & 15]);
        }
        letterAt = checksumAt;
        return message.limit(size).position(0);
    }

    /** Uniform over the range; a function of run, client, and number. */
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
    private int checksum(ByteBuffer bytes, int from, int to) {
        int position = bytes.position();
        int limit = bytes.limit();
        crc.reset();
        bytes.limit(to).position(from);
        crc.update(bytes);
        bytes.limit(limit).position(position);
        return (int) crc.getValue();
    }

    /**
     * The number of {@code client}'s message that {@code datagram} answers, {@link #CORRUPTED}, or {@link #FOREIGN}.
     * A corrupted datagram resembles an answer to this client and has a wrong checksum.
     */
    int numberIn(int client, ByteBuffer datagram) {
        int at = datagram.position() + prefix.length;
        boolean intact = datagram.remaining() >= prefix.length + MIN_BYTES
                && hasBytes(datagram, datagram.position(), prefix)
                && hasValidChecksum(datagram, at);
        if (intact) {
            int number = decimalIn(datagram, at + NUMBER_AT, NUMBER_DIGITS);
            boolean isOwn = hasBytes(datagram, at, run) && decimalIn(datagram, at + CLIENT_AT, CLIENT_DIGITS) == client;
            return isOwn && number >= 0 ? number : FOREIGN;
        }
        return resemblesAnswer(client, datagram) ? CORRUPTED : FOREIGN;
    }

    private boolean hasValidChecksum(ByteBuffer datagram, int at) {
        int checksumAt = datagram.limit() - CHECKSUM_DIGITS;
        int value = checksum(datagram, at, checksumAt);
        for (int i = 0; i < CHECKSUM_DIGITS; i++) {
            if (datagram.get(checksumAt + i) != HEX[value >>> 28 - 4 * i & 15]) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasBytes(ByteBuffer datagram, int at, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (datagram.get(at + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static int decimalIn(ByteBuffer datagram, int at, int digits) {
        int number = 0;
        for (int i = at; i < at + digits; i++) {
            int digit = datagram.get(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** Whether more than half of the bytes before the number equal those of an answer to {@code client}. */
    private boolean resemblesAnswer(int client, ByteBuffer datagram) {
        String head = "%s/%06d/".formatted(new String(run, StandardCharsets.US_ASCII), client);
        byte[] expected = new byte[prefix.length + head.length()];
        System.arraycopy(prefix, 0, expected, 0, prefix.length);
        System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, expected, prefix.length, head.length());
        int matching = 0;
        for (int i = 0; i < Math.min(expected.length, datagram.remaining()); i++) {
            matching += datagram.get(datagram.position() + i) == expected[i] ? 1 : 0;
        }
        return 2 * matching > expected.length;
    }
}
