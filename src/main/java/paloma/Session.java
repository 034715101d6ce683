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
    /** A random version 4 UUID (RFC 9562 §5.4), the same for the life of the session. */
    UUID id();

    /** Where the peer's datagrams come from and where {@link #send} sends to. */
    InetSocketAddress remoteAddress();

    /**
     * Answers the peer: sends it one datagram with the remaining bytes of {@code message}, which are read before this returns.
     * Never blocks: when the kernel has no room, the datagram waits in the server's outbox. Two sends of one thread
     * leave in their order. A peer that has not sent anything since an answer left for it is sent a multiple of what came from it
     * at most ({@link Limits#amplification()}).
     *
     * @param message from 0 to {@link Limits#sendBytes()} bytes
     * @return whether the datagram was handed to the kernel or to the outbox; false when it was refused, which is
     *     counted by {@link UnsentReason}. True does not mean that it arrived: this is UDP.
     */
    boolean send(ByteBuffer message);

    /** {@link #send(ByteBuffer)} with the UTF-8 bytes of {@code message}. */
    default boolean send(String message) {
        return send(message == null ? null : ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Like {@link #send(ByteBuffer)}, for what the server says of its own accord: a notice, a goodbye. It is not weighed
     * against what came from the peer ({@link Limits#amplification()}), so it must never be done because of what a peer
     * sent: whoever forges sources could have this server flood others. Unless each peer that gets it has returned a secret that
     * was sent to it: then its address is its own.
     */
    boolean push(ByteBuffer message);

    /** {@link #push(ByteBuffer)} with the UTF-8 bytes of {@code message}. */
    default boolean push(String message) {
        return push(message == null ? null : ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Ends the session with {@link CloseReason#CLOSED}. Cannot be refused; the second close of a session does nothing.
     * Messages that wait behind it are counted as {@link FailReason#CLOSED_BEFORE_HANDLED}. {@code onClose} runs on a
     * worker after the handler that may be running now, and may still {@link #send}.
     */
    void close();

    /** Whether no close has been asked for or decided yet. */
    boolean isOpen();

    /** When the session opened, measured on the monotonic clock and told as wall-clock time. */
    Instant openedAt();

    /** When the last datagram from the peer was accepted, keep-alives included. */
    Instant lastReceivedAt();

    /** How many messages of the peer were accepted so far, from 1 on. */
    long messages();

    /** What {@link #attach} left here, or null. */
    Object attachment();

    /** Leaves {@code attachment} with the session for later calls of the handler, in place of the one before. */
    void attach(Object attachment);
}
