package paloma;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * <em>Any thread.</em> One peer's session: opened by the first message of an address, closed once with a {@link
 * CloseReason}.
 *
 * <p>A peer is an address, a port and, for link-local IPv6, a scope; it has at most one live session. After a close
 * its next message opens a new session with a new {@link #id()}, while the old session's {@code onClose} may still
 * run.
 */
public interface Session {
    /** A random version 4 UUID (RFC 9562 §5.4), constant during the session. */
    UUID id();

    /** The peer's address: the source of its datagrams and the target of {@link #send}. */
    InetSocketAddress remoteAddress();

    /**
     * Answers the peer with one datagram of the remaining bytes, which are read before this returns.
     * Never blocks: when the kernel is full, the datagram is queued in the outbox. Sends of one thread leave in
     * order. With {@link TransportChoice#BATCH} an answer of a handler may wait for others for about 1 ms while other
     * sessions are ready; meanwhile it counts as {@link Counter#QUEUED}. A peer whose address is not validated is sent at
     * most a multiple of the bytes received from it ({@link Limits#amplification()}).
     *
     * @param message from 0 to {@link Limits#sendBytes()} bytes
     * @return whether the datagram was accepted: it will be sent, or counted by {@link UnsentReason}; false when it was
     *     refused and counted, by the same reasons. True does not mean delivery: this is UDP
     */
    boolean send(ByteBuffer message);

    /** {@link #send(ByteBuffer)} with the UTF-8 bytes of {@code message}. */
    default boolean send(String message) {
        return send(message == null ? null : ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Sends a datagram that is not an answer: a notice, a broadcast. Otherwise like {@link #send(ByteBuffer)}.
     * Not subject to {@link Limits#amplification()}. So it must not be triggered by a peer's datagram: with forged
     * sources, the server would flood third parties. The exception is a peer that has echoed a secret sent to it,
     * which proves its address. Sent at once with every {@link TransportChoice}, after the staged answers of its session.
     *
     * @param message from 0 to {@link Limits#sendBytes()} bytes
     * @return as of {@link #send(ByteBuffer)}
     */
    boolean push(ByteBuffer message);

    /** {@link #push(ByteBuffer)} with the UTF-8 bytes of {@code message}. */
    default boolean push(String message) {
        return push(message == null ? null : ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Ends the session with {@link CloseReason#CLOSED}. Never refused; idempotent.
     * Waiting messages count as {@link FailReason#CLOSED_BEFORE_HANDLED}. {@code onClose} runs on a worker after the
     * current handler call, and may still {@link #send}.
     */
    void close();

    /** Whether the session is not closed and no close was requested. */
    boolean isOpen();

    /** When the session opened: a monotonic time, converted to wall-clock time. */
    Instant openedAt();

    /** When the last datagram of the peer was accepted, keep-alives included. */
    Instant lastReceivedAt();

    /** Messages accepted from the peer so far, at least 1. */
    long messages();

    /** The object set by {@link #attach}, or null. */
    Object attachment();

    /** Sets the session's attachment, which replaces the previous one. */
    void attach(Object attachment);
}
