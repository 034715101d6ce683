package paloma.client;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiPredicate;

/**
 * <em>Immutable.</em> What a {@link Client} is opened with. Refused in the constructor when a value is out of range,
 * with a message that names the value and the range.
 *
 * @param host the server's name or address; {@code localhost} is 127.0.0.1, another name its first address to
 *     which there is a way
 * @param port 1 to 65,535
 * @param requestTimeout how long a request waits for its answer, 1 ms to 1 h
 * @param keepAlive an empty datagram is sent when nothing else was for this long, 15 s to 1 h, or zero for never
 *     (RFC 8085 §3.5: not more often than every 15 s). It needs SO_REUSEPORT; where the system has none (Windows), it is not
 *     sent, and counted as {@link paloma.UnsentReason#OTHER}
 * @param receiveBufferBytes SO_RCVBUF to ask for, 2 KiB to 1 GiB; the kernel may give less
 * @param requests requests that may wait for their answers at the same time, 1 to 65,536; more than 1 needs a matcher
 * @param matcher tells whether the second buffer, a message of the server, answers the first, a request; null takes
 *     the next message as the answer. Called on the client's reactor thread with read-only views; must not block.
 * @param validation whether the first datagram of the server is answered with an empty one, so that the server may send
 *     this client more than a multiple of what came from it, though the client only listens (RFC 9000 §8). Later an empty
 *     datagram of the server is answered as well, if 15 s or more have passed and the client has sent something of its own
 *     since: its session may be a new one. So the client and whoever answers everything do not keep each other busy.
 */
public record ClientOptions(
        String host,
        int port,
        Duration requestTimeout,
        Duration keepAlive,
        int receiveBufferBytes,
        int requests,
        BiPredicate<ByteBuffer, ByteBuffer> matcher,
        boolean validation) {
    private static final Duration MAX_DURATION = Duration.ofHours(1);

    /** @throws IllegalArgumentException when a value is out of its range */
    public ClientOptions {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(requestTimeout, "requestTimeout");
        Objects.requireNonNull(keepAlive, "keepAlive");
        check("port", port, 1, 65_535);
        check("requestTimeout", requestTimeout, Duration.ofMillis(1));
        if (!keepAlive.isZero()) {
            check("keepAlive", keepAlive, Duration.ofSeconds(15));
        }
        check("receiveBufferBytes", receiveBufferBytes, 2_048, 1 << 30);
        check("requests", requests, 1, matcher == null ? 1 : 65_536);
    }

    /** A timeout of 2 s, no keep-alive, a receive buffer of 256 KiB, one request at a time, no matcher, validation. */
    public static ClientOptions to(String host, int port) {
        return new ClientOptions(host, port, Duration.ofSeconds(2), Duration.ZERO, 256 << 10, 1, null, true);
    }

    /** This with another {@link #requestTimeout()}. */
    public ClientOptions withRequestTimeout(Duration value) {
        return new ClientOptions(host, port, value, keepAlive, receiveBufferBytes, requests, matcher, validation);
    }

    /** This with another {@link #keepAlive()}. */
    public ClientOptions withKeepAlive(Duration value) {
        return new ClientOptions(host, port, requestTimeout, value, receiveBufferBytes, requests, matcher, validation);
    }

    /** This with another {@link #receiveBufferBytes()}. */
    public ClientOptions withReceiveBufferBytes(int value) {
        return new ClientOptions(host, port, requestTimeout, keepAlive, value, requests, matcher, validation);
    }

    /** This with {@code value} as {@link #matcher()} and up to {@code requests} at the same time. */
    public ClientOptions withMatcher(int requests, BiPredicate<ByteBuffer, ByteBuffer> value) {
        return new ClientOptions(
                host, port, requestTimeout, keepAlive, receiveBufferBytes, requests, value, validation);
    }

    /** This with another {@link #validation()}. */
    public ClientOptions withValidation(boolean value) {
        return new ClientOptions(host, port, requestTimeout, keepAlive, receiveBufferBytes, requests, matcher, value);
    }

    private static void check(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be from " + least + " to " + most);
        }
    }

    private static void check(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(MAX_DURATION) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + value + "; it must be from " + least + " to " + MAX_DURATION);
        }
    }
}
