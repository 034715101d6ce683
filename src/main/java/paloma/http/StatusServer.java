package paloma.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import paloma.server.Server;

/**
 * <em>Any thread.</em> Serves the numbers of one {@link Server} over HTTP/1.1, without TLS and without a password.
 *
 * <pre>{@code
 * try (Server server = Server.open(ServerOptions.on(8080), handler);
 *         StatusServer status = StatusServer.open(server, new InetSocketAddress("127.0.0.1", 9090))) {
 *     server.awaitClosed();
 * }
 * }</pre>
 *
 * <table>
 * <caption>Paths</caption>
 * <tr><td>{@code /metrics}</td><td>Prometheus' text format 0.0.4</td></tr>
 * <tr><td>{@code /livez}</td><td>200 while the server serves or drains, 503 once it is closed</td></tr>
 * <tr><td>{@code /readyz}</td><td>200 while the server accepts messages, 503 from the start of the drain on</td></tr>
 * <tr><td>{@code /account.json}</td><td>the report: every number, with time, uptime, version and address</td></tr>
 * <tr><td>{@code /}</td><td>a page that shows the report and reads it again each second</td></tr>
 * </table>
 *
 * <p>No answer contains the text or the address of a peer. Methods other than GET and HEAD get 405.
 *
 * <p>It runs until it is closed, also while the server drains and after it has closed. Two threads answer; a request that
 * takes longer than 5 s, one whose header arrives slowly included, loses its connection, and so does one that finds
 * 32 waiting. At most 64 connections are open, and one that sends nothing is closed after about 30 s. The JDK reads these
 * bounds once per process from system properties such as {@code jdk.httpserver.maxConnections}; {@link #open} sets those
 * that a program has not set.
 *
 * <p>Needs the module {@code jdk.httpserver}, as only this package does; a modular program requires that module itself.
 */
public final class StatusServer implements AutoCloseable {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    /** Connections that the kernel keeps before they are accepted. */
    private static final int BACKLOG = 16;

    /**
     * Limits of the JDK's HTTP server, which reads them once per process; those that are set stay. Times are in seconds: of
     * an unfinished request, and of an answer that is not read.
     */
    private static final Map<String, String> LIMITS = Map.of(
            "jdk.httpserver.maxConnections", "64",
            "sun.net.httpserver.maxIdleConnections", "32",
            "sun.net.httpserver.maxReqTime", "5",
            "sun.net.httpserver.maxRspTime", "10",
            "sun.net.httpserver.nodelay", "true");

    private final HttpServer http;
    private final RequestExecutor executor;

    private StatusServer(HttpServer http, RequestExecutor executor) {
        this.http = http;
        this.executor = executor;
    }

    /**
     * Binds {@code address}, port 0 for a free one, and starts to answer.
     *
     * @throws java.net.BindException when the port is taken or the address is not this machine's
     * @throws IOException when the socket cannot be made
     */
    public static StatusServer open(Server server, InetSocketAddress address) throws IOException {
        Objects.requireNonNull(server, "server");
        return open(new StatusHandler(server, LivePage.load()), address, REQUEST_TIMEOUT);
    }

    static StatusServer open(StatusHandler handler, InetSocketAddress address, Duration requestTimeout)
            throws IOException {
        setLimits();
        HttpServer http = HttpServer.create(address, BACKLOG);
        RequestExecutor executor = new RequestExecutor(requestTimeout);
        try {
            http.createContext("/", handler);
            http.setExecutor(executor);
            http.start();
        } catch (Throwable e) {
            executor.close();
            http.stop(0);
            throw e;
        }
        return new StatusServer(http, executor);
    }

    private static void setLimits() {
        LIMITS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }

    /** The bound address, with the port that was picked when the address had 0. */
    public InetSocketAddress localAddress() {
        return http.getAddress();
    }

    /** Closes all connections and ends the threads. Idempotent. */
    @Override
    public void close() {
        http.stop(0);
        executor.close();
    }
}
