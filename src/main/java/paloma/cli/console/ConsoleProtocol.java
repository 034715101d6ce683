package paloma.cli.console;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import paloma.cli.text.CommandException;
import paloma.cli.text.Messages;

/**
 * <em>Immutable.</em> The messages of the console's protocol, independent of the console's language. Operates on bytes,
 * so that an answer returns a message in invalid UTF-8 unchanged after the prefix.
 */
public final class ConsoleProtocol {
    /** Message that ends a session. */
    public static final String LEAVE = "salir";
    /** Message sent to open sessions when the server stops. */
    public static final String GOODBYE = "El servidor se desconecta";
    /** Maximum UDP payload over IPv4, in bytes. */
    public static final int MAX_MESSAGE_BYTES = 65_507;

    private static final int MAX_PREFIX_BYTES = 1_024;
    /** One-byte message with IPv4 and UDP headers: the smallest amount that the first answer may amplify. */
    private static final int MIN_PACKET_BYTES = 29;

    private static final ByteBuffer LEAVE_BYTES = utf8(LEAVE).asReadOnlyBuffer();

    private final ByteBuffer prefix;
    private final boolean echo;

    /**
     * @param prefix start of each answer; empty for answers without a prefix
     * @param echo whether an answer repeats the message's bytes, its line break included
     */
    public ConsoleProtocol(String prefix, boolean echo) {
        this.prefix = utf8(prefix).asReadOnlyBuffer();
        this.echo = echo;
    }

    /**
     * Returns the maximum length of a prefix, in bytes, at which the answer to a one-byte first message is within the
     * amplification limit.
     *
     * @param amplification see {@link paloma.Limits#amplification()}
     */
    static int maxPrefixBytes(int amplification) {
        return amplification == 0
                ? MAX_PREFIX_BYTES
                : Math.min(MAX_PREFIX_BYTES, (amplification - 1) * MIN_PACKET_BYTES);
    }

    /** @throws CommandException when the prefix exceeds {@link #maxPrefixBytes} */
    public static void requirePrefixFits(String prefix, int amplification, Messages texts) {
        int length = utf8(prefix).remaining();
        int max = maxPrefixBytes(amplification);
        if (length > max) {
            throw new CommandException(
                    CommandException.USAGE_ERROR, texts.format("server.prefix-too-long", length, max));
        }
    }

    /** Returns the message without one trailing line break, such as netcat sends. */
    public static ByteBuffer withoutLineBreak(ByteBuffer message) {
        ByteBuffer bytes = message.duplicate();
        if (endsWith(bytes, (byte) '\n')) {
            bytes.limit(bytes.limit() - 1);
            if (endsWith(bytes, (byte) '\r')) {
                bytes.limit(bytes.limit() - 1);
            }
        }
        return bytes;
    }

    /** Returns whether the message ends the session. */
    public static boolean isLeave(ByteBuffer message) {
        return withoutLineBreak(message).equals(LEAVE_BYTES);
    }

    /** Returns the answer to {@code message}. */
    public ByteBuffer answer(ByteBuffer message) {
        if (echo) {
            return message.duplicate();
        }
        ByteBuffer bytes = withoutLineBreak(message);
        return ByteBuffer.allocate(prefix.remaining() + bytes.remaining())
                .put(prefix.duplicate())
                .put(bytes)
                .flip();
    }

    /**
     * Returns whether answers cannot be distinguished from messages. Two such servers would answer each other
     * endlessly.
     */
    public boolean isEcho() {
        return echo || !prefix.hasRemaining();
    }

    /**
     * Returns whether {@code message} is an answer and must not be answered (CVE-2024-2169). An answer contains this
     * server's prefix at the start, or after the prefix of another such server that answered one of this server's
     * answers.
     */
    public boolean isAnswer(ByteBuffer message) {
        if (isEcho()) {
            return false;
        }
        int length = prefix.remaining();
        byte first = prefix.get(prefix.position());
        int last = message.position() + Math.min(MAX_PREFIX_BYTES, message.remaining() - length);
        for (int start = message.position(); start <= last; start++) {
            if (message.get(start) == first && message.slice(start, length).equals(prefix)) {
                return true;
            }
        }
        return false;
    }

    public static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean endsWith(ByteBuffer bytes, byte last) {
        return bytes.hasRemaining() && bytes.get(bytes.limit() - 1) == last;
    }
}
