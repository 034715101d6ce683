package paloma.client;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiPredicate;

/**
 * <em>Immutable.</em> The options of a {@link Client}. The constructor refuses a value out of range, with a message that
 * names the value and the range.
 *
 * @param host the server's name or address; {@code localhost} is 127.0.0.1, another name its first address with a route
 * @param port 1 to 65,535
 * @param requestTimeout how long a request waits for its answer, 1 ms to 1 h
 * @param keepAlive time without a send after which an empty datagram is sent, 15 s to 1 h (RFC 8085 §3.5: not more often
 *     than every 15 s), or zero for never. It needs SO_REUSEPORT; on a system without it (Windows) it is not sent, and
 *     counted as {@link paloma.UnsentReason#OTHER}
 * @param receiveBufferBytes SO_RCVBUF to ask for, 2 KiB to 1 GiB; the kernel may give less
 * @param requests maximum pending requests, 1 to 65,536; more than 1 needs a matcher
 * @param matcher whether the second buffer, a message of the server, answers the first, a request; null takes the next
 *     message as the answer. Called on the client's reactor thread with read-only views; must not block
 * @param validation whether the client replies to the server's first datagram with an empty one. The reply validates the
 *     client's address (RFC 9000 §8), so that the server may send more than a multiple of what it received. A later empty
 *     datagram of the server, whose session may be new, is replied to if the last reply is 15 s old and the client has
 *     sent a datagram since. So a client and a server that replies to everything do not exchange empty datagrams for ever
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

    /** Timeout 2 s, no keep-alive, receive buffer 256 KiB, one request at a time, no matcher, validation. */
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

    /** This with another {@link #matcher()} and {@link #requests()}. */
    public ClientOptions withMatcher(int requests, BiPredicate<ByteBuffer, ByteBuffer> value) {
        return new ClientOptions(
                host, port, requestTimeout, keepAlive, receiveBufferBytes, requests, value, validation);
    }

    /** This with another {@link #validation()}. */
    public ClientOptions withValidation(boolean value) {
        return new ClientOptions(host, port, requestTimeout, keepAlive, receiveBufferBytes, requests, matcher, value);
    }

    private static void check(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be from " + min + " to " + max);
        }
    }

    private static void check(String name, Duration value, Duration min) {
        if (value.compareTo(min) < 0 || value.compareTo(MAX_DURATION) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + value + "; it must be from " + min + " to " + MAX_DURATION);
        }
    }
}
