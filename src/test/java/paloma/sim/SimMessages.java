package paloma.sim;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What simulated peers say: a kind, the peer, its number for the message, and a stamp that the kernel sets when the
 * server takes it. What the server answers: the session's number for the reply, and the message.
 */
final class SimMessages {
    static final int LENGTH = 25;
    private static final int STAMP = 17;
    private static final int REPLY_MARK = 0x5eb1;
    private static final int PUSH_MARK = 0x9054;

    private SimMessages() {}

    /** What a message asks of filter and handler. */
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

    /** The kind; a damaged one is an echo like any other. */
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
        // Not longer than the message: an answer to a first message must fit into three times its length anyway.
        ByteBuffer reply = ByteBuffer.allocate(10 + message.remaining());
        return reply.putShort((short) REPLY_MARK)
                .putLong(number)
                .put(message.duplicate())
                .flip();
    }

    /** What the server says of its own accord, two bytes or more. */
    static ByteBuffer push(int length) {
        return ByteBuffer.allocate(length).putShort((short) PUSH_MARK).rewind();
    }

    static boolean isPush(byte[] bytes) {
        return bytes.length >= 2 && (ByteBuffer.wrap(bytes).getShort() & 0xffff) == PUSH_MARK;
    }

    /** The number of a reply, or -1 of anything else. */
    static long replyNumber(byte[] bytes) {
        return bytes.length >= 10 && (ByteBuffer.wrap(bytes).getShort() & 0xffff) == REPLY_MARK
                ? ByteBuffer.wrap(bytes).getLong(2)
                : -1;
    }

    /** The peer's own number of the message that is answered here, or -1. */
    static long answeredNumber(byte[] reply, int peer) {
        if (replyNumber(reply) < 0 || reply.length < 10 + LENGTH) {
            return -1;
        }
        ByteBuffer message = ByteBuffer.wrap(Arrays.copyOfRange(reply, 10, reply.length));
        return message.getLong(1) == peer ? message.getLong(9) : -1;
    }
}
