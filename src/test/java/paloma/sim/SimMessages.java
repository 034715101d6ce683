package paloma.sim;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The codec of simulated messages. A message has a kind, the peer, the peer's message number, and a stamp that the
 * kernel sets at receipt. An answer has the session's reply number, and the message.
 */
final class SimMessages {
    static final int LENGTH = 25;
    private static final int STAMP = 17;
    private static final int REPLY_MARK = 0x5eb1;
    private static final int PUSH_MARK = 0x9054;

    private SimMessages() {}

    /** The effect of a message in filter and handler. */
    enum Kind {
        ECHO,
        REFUSE,
        BREAK_FILTER,
        CLOSE_IN_FILTER
    }

    static byte[] message(Kind kind, int peer, long number, int padding) {
        return ByteBuffer.allocate(LENGTH + padding)
                .put((byte) kind.ordinal())
                .putLong(peer)
                .putLong(number)
                .array();
    }

    static boolean isComplete(byte[] bytes) {
        return bytes.length >= LENGTH;
    }

    /** The kind; a damaged kind is an echo. */
    static Kind kind(ByteBuffer message) {
        int kind = message.remaining() < LENGTH ? 0 : message.get(message.position());
        return kind < 0 || kind >= Kind.values().length ? Kind.ECHO : Kind.values()[kind];
    }

    static byte[] stamped(byte[] bytes, long stamp) {
        byte[] stamped = bytes.clone();
        if (isComplete(bytes)) {
            ByteBuffer.wrap(stamped).putLong(STAMP, stamp);
        }
        return stamped;
    }

    static long stamp(ByteBuffer message) {
        return message.remaining() < LENGTH ? -1 : message.getLong(message.position() + STAMP);
    }

    static ByteBuffer reply(long number, ByteBuffer message) {
        // About as long as the message: an answer must fit into three times the first message.
        ByteBuffer reply = ByteBuffer.allocate(10 + message.remaining());
        return reply.putShort((short) REPLY_MARK)
                .putLong(number)
                .put(message.duplicate())
                .flip();
    }

    /** A message that is no answer, of two bytes or more. */
    static ByteBuffer push(int length) {
        return ByteBuffer.allocate(length).putShort((short) PUSH_MARK).rewind();
    }

    static boolean isPush(byte[] bytes) {
        return bytes.length >= 2 && (ByteBuffer.wrap(bytes).getShort() & 0xffff) == PUSH_MARK;
    }

    /** The number of a reply, or -1. */
    static long replyNumber(byte[] bytes) {
        return bytes.length >= 10 && (ByteBuffer.wrap(bytes).getShort() & 0xffff) == REPLY_MARK
                ? ByteBuffer.wrap(bytes).getLong(2)
                : -1;
    }

    /** The peer's number of the answered message, or -1. */
    static long answeredNumber(byte[] reply, int peer) {
        if (replyNumber(reply) < 0 || reply.length < 10 + LENGTH) {
            return -1;
        }
        ByteBuffer message = ByteBuffer.wrap(Arrays.copyOfRange(reply, 10, reply.length));
        return message.getLong(1) == peer ? message.getLong(9) : -1;
    }
}
