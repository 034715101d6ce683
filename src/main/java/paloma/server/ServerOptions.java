package paloma.server;

import java.time.Duration;
import java.util.Objects;
import paloma.Filter;
import paloma.Limits;
import paloma.ServerListener;
import paloma.TransportChoice;

/**
 * <em>Immutable.</em> The options of a {@link Server}. The constructor refuses a value out of range, with a message
 * that names the value and the range.
 *
 * @param host the local name or address to bind; {@code localhost} is 127.0.0.1, another name
 *     its first address that can be bound.
 *     Bind a concrete address on a host with several: behind a wildcard address the kernel may answer from another
 *     address than the one that was asked, and clients drop such answers.
 * @param port 0 to 65,535; 0 picks a free one
 * @param workers threads that run the handler, 0 to 1,024; 0 runs it on the reactor thread, where it must not block
 * @param idleTimeout how long a session lives without a datagram from its peer, 1 ms to 10 years
 * @param receiveBufferBytes SO_RCVBUF to ask for, 2 KiB to 1 GiB; the kernel may give less, see
 *     {@link Server#receiveBufferBytes()}
 * @param transport the system calls that receive and send; {@link Server#transport()} has the
 *     one in use
 * @param filter checks each message before a session receives it
 * @param listener receives the events of the server that concern its operator
 * @param limits every other bound
 * @param closeOnShutdown whether the server is closed when the JVM shuts down, which waits for {@link Server#close()}
 */
public record ServerOptions(
        String host,
        int port,
        int workers,
        Duration idleTimeout,
        int receiveBufferBytes,
        TransportChoice transport,
        Filter filter,
        ServerListener listener,
        Limits limits,
        boolean closeOnShutdown) {
    private static final Duration MAX_IDLE_TIMEOUT = Duration.ofDays(3652);

    /** @throws IllegalArgumentException when a value is out of its range */
    public ServerOptions {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(idleTimeout, "idleTimeout");
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(limits, "limits");
        check("port", port, 0, 65_535);
        check("workers", workers, 0, 1_024);
        check("receiveBufferBytes", receiveBufferBytes, 2_048, 1 << 30);
        if (idleTimeout.compareTo(Duration.ofMillis(1)) < 0 || idleTimeout.compareTo(MAX_IDLE_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "idleTimeout is " + idleTimeout + "; it must be from PT0.001S to " + MAX_IDLE_TIMEOUT);
        }
    }

    /**
     * Localhost and {@code port}; as many workers as there are cores, at least 2; 5 minutes of idle timeout; a receive
     * buffer of 4 MiB; {@link TransportChoice#CHANNEL}; no filter; {@link ServerListener#LOGGING};
     * {@link Limits#DEFAULTS}; not closed on shutdown.
     */
    public static ServerOptions on(int port) {
        int workers = Math.max(2, Runtime.getRuntime().availableProcessors());
        return new ServerOptions(
                "localhost",
                port,
                workers,
                Duration.ofMinutes(5),
                4 << 20,
                TransportChoice.CHANNEL,
                Filter.NONE,
                ServerListener.LOGGING,
                Limits.DEFAULTS,
                false);
    }

    /** This with another {@link #host()}. */
    public ServerOptions withHost(String value) {
        return new ServerOptions(
                value,
                port,
                workers,
                idleTimeout,
                receiveBufferBytes,
                transport,
                filter,
                listener,
                limits,
                closeOnShutdown);
    }

    /** This with another {@link #workers()}. */
    public ServerOptions withWorkers(int value) {
        return new ServerOptions(
                host,
                port,
                value,
                idleTimeout,
                receiveBufferBytes,
                transport,
                filter,
                listener,
                limits,
                closeOnShutdown);
    }

    /** This with another {@link #idleTimeout()}. */
    public ServerOptions withIdleTimeout(Duration value) {
        return new ServerOptions(
                host, port, workers, value, receiveBufferBytes, transport, filter, listener, limits, closeOnShutdown);
    }

    /** This with another {@link #receiveBufferBytes()}. */
    public ServerOptions withReceiveBufferBytes(int value) {
        return new ServerOptions(
                host, port, workers, idleTimeout, value, transport, filter, listener, limits, closeOnShutdown);
    }

    /**
     * This with another {@link #transport()}. With {@link TransportChoice#BATCH}, where it cannot work, {@link Server#open}
     * throws {@link paloma.BatchRefusedException}; {@link TransportChoice#AUTO} then takes {@link TransportChoice#CHANNEL}.
     */
    public ServerOptions withTransport(TransportChoice value) {
        return new ServerOptions(
                host, port, workers, idleTimeout, receiveBufferBytes, value, filter, listener, limits, closeOnShutdown);
    }

    /** This with another {@link #filter()}. */
    public ServerOptions withFilter(Filter value) {
        return new ServerOptions(
                host,
                port,
                workers,
                idleTimeout,
                receiveBufferBytes,
                transport,
                value,
                listener,
                limits,
                closeOnShutdown);
    }

    /** This with another {@link #listener()}. */
    public ServerOptions withListener(ServerListener value) {
        return new ServerOptions(
                host,
                port,
                workers,
                idleTimeout,
                receiveBufferBytes,
                transport,
                filter,
                value,
                limits,
                closeOnShutdown);
    }

    /** This with another {@link #limits()}. */
    public ServerOptions withLimits(Limits value) {
        return new ServerOptions(
                host,
                port,
                workers,
                idleTimeout,
                receiveBufferBytes,
                transport,
                filter,
                listener,
                value,
                closeOnShutdown);
    }

    /**
     * This with another {@link #closeOnShutdown()}. With true, SIGTERM, SIGINT, SIGHUP and {@link System#exit} drain the
     * server before the JVM ends. SIGKILL and {@link Runtime#halt} do not.
     */
    public ServerOptions withCloseOnShutdown(boolean value) {
        return new ServerOptions(
                host, port, workers, idleTimeout, receiveBufferBytes, transport, filter, listener, limits, value);
    }

    private static void check(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be from " + min + " to " + max);
        }
    }
}
