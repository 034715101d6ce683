package paloma.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import paloma.CloseReason;
import paloma.DropReason;
import paloma.FailReason;
import paloma.UnsentReason;
import paloma.cli.text.Json;

/**
 * <em>Any thread.</em> Serves the page and an account of which the test sets every number. Each answer is one second
 * of the server's clock later than the one before, and the numbers have grown by one second's growth, whatever time
 * has passed.
 */
final class AccountDouble implements AutoCloseable {
    private static final LivePage PAGE = LivePage.load();
    private static final Instant STARTED_AT = Instant.parse("2026-03-01T12:00:00Z");

    private final Map<String, Object> members = new LinkedHashMap<>();
    private final Map<String, Long> growth = new TreeMap<>();
    private final List<String> paths = new ArrayList<>();
    private Instant startedAt = STARTED_AT;
    private double uptime;
    private int status = 200;
    private HttpServer server;
    private int port;

    private AccountDouble() {
        reset();
    }

    static AccountDouble start() {
        AccountDouble account = new AccountDouble();
        account.listen();
        return account;
    }

    /** Listens on the same port as before, if there was one. */
    void listen() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = server.getAddress().getPort();
        server.createContext("/", this::answer);
        server.start();
    }

    /** Closes the server's socket and all connections. */
    void stop() {
        server.stop(0);
    }

    String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    /** The server's process started later than said so far; all else stays. */
    synchronized void restart() {
        startedAt = startedAt.plusSeconds(60);
        uptime = 0.125;
    }

    /** From now on the account is answered with this status. */
    synchronized void fail(int code) {
        status = code;
    }

    /** All counters as those of a new process. */
    synchronized void reset() {
        members.clear();
        growth.clear();
        uptime = 0.125;
        for (String counter : List.of("received", "accepted", "keepAlives")) {
            members.put(counter, 0L);
        }
        members.put("dropped", reasons(DropReason.values()));
        for (String counter : List.of("bytesReceived", "handled")) {
            members.put(counter, 0L);
        }
        members.put("failed", reasons(FailReason.values()));
        for (String counter : List.of("running", "waiting", "bytesHandled", "sends", "sent")) {
            members.put(counter, 0L);
        }
        members.put("unsent", reasons(UnsentReason.values()));
        for (String counter : List.of("sending", "queued", "bytesSent", "opened", "live")) {
            members.put(counter, 0L);
        }
        members.put("closed", reasons(CloseReason.values()));
        members.put("kernelDrops", 0L);
        members.put("drained", null);
        members.put("version", "0.2.0");
        members.put("transport", "channel");
        members.put("address", "127.0.0.1:8080");
        members.put("sessionsLimit", 1_048_576L);
        members.put("backlogBytes", 0L);
        members.put("outboxDatagrams", 0L);
        members.put("workers", 4L);
        members.put("workersStuck", 0L);
        members.put("draining", false);
    }

    private static Map<String, Object> reasons(Enum<?>[] reasons) {
        Map<String, Object> zeros = new LinkedHashMap<>();
        Stream.of(reasons).forEach(reason -> zeros.put(reason.name(), 0L));
        return zeros;
    }

    /** Sets a member, or with {@code dropped.FILTERED} one of a reason. */
    synchronized void set(String name, Object value) {
        Map<String, Object> parent = parent(name);
        String last = name.substring(name.indexOf('.') + 1);
        if (!parent.containsKey(last)) {
            throw new IllegalArgumentException("no member " + name);
        }
        parent.put(last, value);
    }

    private synchronized void add(String name, long value) {
        set(name, (Long) parent(name).get(name.substring(name.indexOf('.') + 1)) + value);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> parent(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? members : (Map<String, Object>) members.get(name.substring(0, dot));
    }

    /** From now on a member grows by this much in each answer; by 0, it may be null. */
    synchronized void grow(String name, long perSecond) {
        growth.put(name, perSecond);
        growth.values().remove(0L);
    }

    /** From now on messages of 100 bytes come at this rate and are answered at once. */
    synchronized void echo(long perSecond) {
        for (String counter : List.of("received", "accepted", "handled", "sends", "sent")) {
            grow(counter, perSecond);
        }
        for (String counter : List.of("bytesReceived", "bytesHandled", "bytesSent")) {
            grow(counter, 100 * perSecond);
        }
    }

    /** Opens this many sessions. */
    synchronized void open(long sessions) {
        add("opened", sessions);
        add("live", sessions);
    }

    /** Starts the handling of this many messages. */
    synchronized void run(long messages) {
        add("received", messages);
        add("accepted", messages);
        add("running", messages);
    }

    /** From now on datagrams are dropped at this rate. */
    synchronized void drop(DropReason reason, long perSecond) {
        grow("dropped." + reason, perSecond);
        growReceived();
    }

    /** From now on the handler throws at this rate, and all other messages are answered. */
    synchronized void throwFromHandler(long perSecond) {
        grow("failed." + FailReason.HANDLER_THREW, perSecond);
        grow("accepted", growth.getOrDefault("handled", 0L) + perSecond);
        growReceived();
    }

    private synchronized void growReceived() {
        long dropped = growth.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("dropped."))
                .mapToLong(Map.Entry::getValue)
                .sum();
        grow("received", growth.getOrDefault("accepted", 0L) + dropped);
    }

    /** All growth of this time. */
    synchronized void pass(long seconds) {
        uptime += seconds;
        growth.forEach((name, perSecond) -> add(name, seconds * perSecond));
    }

    /** The number of answered requests for the account. */
    synchronized long answers() {
        return paths.stream().filter("/account.json"::equals).count();
    }

    /** The paths of all requests. */
    synchronized List<String> paths() {
        return List.copyOf(paths);
    }

    private synchronized int status() {
        return status;
    }

    private synchronized String account() {
        pass(1);
        Map<String, Object> all = new LinkedHashMap<>(members);
        all.put("time", startedAt.plusMillis(Math.round(uptime * 1000)).toString());
        all.put("uptimeSeconds", uptime);
        return Json.of(all);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            synchronized (this) {
                paths.add(path);
            }
            switch (path) {
                case "/" -> {
                    exchange.getResponseHeaders().set("Content-Security-Policy", PAGE.policy());
                    send(exchange, 200, "text/html; charset=utf-8", PAGE.html());
                }
                case "/account.json" ->
                    send(exchange, status(), "application/json", account().getBytes(StandardCharsets.UTF_8));
                default -> send(exchange, 404, "text/plain", new byte[0]);
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] bytes) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        stop();
    }
}
