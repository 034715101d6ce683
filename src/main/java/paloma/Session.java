package paloma;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * <em>Any thread.</em> One peer's conversation with the server: it opens with the first message from an address and
 * closes once, with a {@link CloseReason}.
 *
 * <p>There is never more than one live session per peer, a peer being address, port and, for link-local IPv6, scope.
 * After a close the next message from the same address opens a new session with a new {@link #id()}; the
 * {@code onClose} of the old one may still be running then.
 */
public interface Session {
    /** A random version 4 UUID (RFC 9562 §5.4), constant during the session. */
    UUID id();

    /** The peer's address: the source of its datagrams and the destination of {@link #send}. */
    InetSocketAddress remoteAddress();

    /**
     * Answers the peer with one datagram of the remaining bytes of {@code message}, which are read before this
     * returns. Never blocks: when the kernel has no room, the datagram waits in the server's outbox. Sends of one
     * thread leave in order. An unvalidated peer, which has sent nothing since an answer was sent to it, is sent at
     * most a multiple of the bytes received from it ({@link Limits#amplification()}, RFC 9000 §8).
     *
     * @param message from 0 to {@link Limits#sendBytes()} bytes
     * @return whether the datagram was handed to the kernel or to the outbox; a refusal is counted as an {@link
     *     UnsentReason}. True does not mean that it arrived: this is UDP.
     */
    boolean send(ByteBuffer message);

    /** {@link #send(ByteBuffer)} with the UTF-8 bytes of {@code message}. */
    default boolean send(String message) {
        return send(message == null ? null : ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Like {@link #send(ByteBuffer)}, for what the server sends unasked: a notice, a goodbye. {@link
     * Limits#amplification()} does not apply, so it must never be called because of what a peer sent: whoever
     * forges sources could flood others through this server. It is safe for peers that have returned a secret that
     * was sent to them.
     */
    boolean push(ByteBuffer message);

    /** {@link #push(ByteBuffer)} with the UTF-8 bytes of {@code message}. */
    default boolean push(String message) {
        return push(message == null ? null : ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Ends the session with {@link CloseReason#CLOSED}. Never fails; further calls do nothing. Waiting messages are
     * counted as {@link FailReason#CLOSED_BEFORE_HANDLED}. {@code onClose} runs on a worker, after a running
     * handler, and may {@link #send}.
     */
    void close();

    /** Whether no close was requested or decided yet. */
    boolean isOpen();

    /** When the session opened: measured on the monotonic clock, converted to wall-clock time. */
    Instant openedAt();

    /** When the last datagram of the peer was accepted, keep-alives included. */
    Instant lastReceivedAt();

    /** The number of accepted messages of the peer, 1 or more. */
    long messages();

    /** The last argument of {@link #attach}, or null. */
    Object attachment();

    /** Stores {@code attachment} with the session in place of the last one. */
    void attach(Object attachment);
}
