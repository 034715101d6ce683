package paloma.cli.console;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import paloma.cli.text.CommandException;
import paloma.cli.text.Messages;

/**
 * <em>Immutable.</em> The words that go over the wire. They do not depend on the console's language, and they work on
 * bytes, so that a message that is no valid UTF-8 comes back unchanged behind the prefix.
 */
public final class ConsoleProtocol {
    /** Ends a session when it is the whole message. */
    public static final String LEAVE = "salir";
    /** What live sessions are told when the server stops. */
    public static final String GOODBYE = "El servidor se desconecta";
    /** The longest message a datagram can carry over IPv4. */
    public static final int MESSAGE_BYTES = 65_507;

    private static final int LONGEST_PREFIX_BYTES = 1_024;
    /** The shortest message with its headers (IPv4 and UDP): what the smallest first answer is weighed against. */
    private static final int SHORTEST_PACKET = 29;

    private static final ByteBuffer LEAVE_BYTES = utf8(LEAVE).asReadOnlyBuffer();

    private final ByteBuffer prefix;
    private final boolean echo;

    /**
     * @param prefix what each answer begins with; empty answers with the message alone
     * @param echo answers with the message's own bytes, its line break included
     */
    public ConsoleProtocol(String prefix, boolean echo) {
        this.prefix = utf8(prefix).asReadOnlyBuffer();
        this.echo = echo;
    }

    /**
     * How many bytes a prefix may have, so that the shortest of messages is answered also the first time.
     *
     * @param amplification as {@link paloma.Limits#amplification()}
     */
    static int longestPrefix(int amplification) {
        return amplification == 0
                ? LONGEST_PREFIX_BYTES
                : Math.min(LONGEST_PREFIX_BYTES, (amplification - 1) * SHORTEST_PACKET);
    }

    /** The failure for a prefix that is longer than that. */
    public static void requireFitting(String prefix, int amplification, Messages words) {
        int length = utf8(prefix).remaining();
        int most = longestPrefix(amplification);
        if (length > most) {
            throw new CommandException(CommandException.WRONG_USE, words.say("server.prefix-too-long", length, most));
        }
    }

    /** The message without the one line break that it may end with, as netcat sends it. */
    public static ByteBuffer withoutLineBreak(ByteBuffer message) {
        ByteBuffer text = message.duplicate();
        if (endsWith(text, (byte) '\n')) {
            text.limit(text.limit() - 1);
            if (endsWith(text, (byte) '\r')) {
                text.limit(text.limit() - 1);
            }
        }
        return text;
    }

    /** Whether the message asks to end the session. */
    public static boolean isLeave(ByteBuffer message) {
        return withoutLineBreak(message).equals(LEAVE_BYTES);
    }

    /** The answer to {@code message}. */
    public ByteBuffer answer(ByteBuffer message) {
        if (echo) {
            return message.duplicate();
        }
        ByteBuffer text = withoutLineBreak(message);
        return ByteBuffer.allocate(prefix.remaining() + text.remaining())
                .put(prefix.duplicate())
                .put(text)
                .flip();
    }

    /** Whether answers cannot be told from messages, so that two such servers would answer each other for ever. */
    public boolean isEcho() {
        return echo || !prefix.hasRemaining();
    }

    /**
     * Whether {@code message} carries the mark of an answer and must not be answered (CVE-2024-2169): this server's own
     * prefix, at the beginning or as far behind it as the prefix of another such server, which had one of ours to answer,
     * can push it.
     */
    public boolean isAnswer(ByteBuffer message) {
        if (isEcho()) {
            return false;
        }
        int length = prefix.remaining();
        byte first = prefix.get(prefix.position());
        int last = message.position() + Math.min(LONGEST_PREFIX_BYTES, message.remaining() - length);
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

    private static boolean endsWith(ByteBuffer text, byte last) {
        return text.hasRemaining() && text.get(text.limit() - 1) == last;
    }
}
