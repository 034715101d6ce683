package paloma.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import paloma.ServerStatus.State;
import paloma.report.ServerReport;
import paloma.server.Server;

/** <em>Any thread.</em> Answers the requests of a {@link StatusServer}. */
final class StatusHandler implements HttpHandler {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int SERVICE_UNAVAILABLE = 503;
    /** Without a length: HEAD has no body, and the JDK's server ends the exchange. */
    private static final int NO_BODY = -1;

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String NOTHING_ALLOWED = "default-src 'none'; frame-ancestors 'none'";

    private final Server server;
    private final LivePage page;

    StatusHandler(Server server, LivePage page) {
        this.server = server;
        this.page = page;
    }

    /** <em>Immutable.</em> An answer with its Content-Security-Policy. */
    private record Answer(int status, String contentType, String policy, byte[] body) {
        static Answer of(int status, String contentType, String body) {
            return new Answer(status, contentType, NOTHING_ALLOWED, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            boolean head = method.equals("HEAD");
            if (head || method.equals("GET")) {
                send(exchange, answer(exchange.getRequestURI().getPath()), head);
            } else {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                send(exchange, Answer.of(METHOD_NOT_ALLOWED, TEXT, "method not allowed\n"), false);
            }
        }
    }

    private Answer answer(String path) {
        return switch (path) {
            case "/" -> new Answer(OK, "text/html; charset=utf-8", page.policy(), page.html());
            case "/metrics" -> Answer.of(OK, MetricsText.CONTENT_TYPE, MetricsText.of(server.status()));
            case "/account.json" -> Answer.of(OK, "application/json", ServerReport.of(server));
            case "/livez" -> probe(State.DRAINING);
            case "/readyz" -> probe(State.SERVING);
            default -> Answer.of(NOT_FOUND, TEXT, "not found\n");
        };
    }

    /** Passes up to and including the state {@code last}. */
    private Answer probe(State last) {
        State state = server.state();
        int status = state.compareTo(last) <= 0 ? OK : SERVICE_UNAVAILABLE;
        return Answer.of(status, TEXT, state.name().toLowerCase(Locale.ROOT) + "\n");
    }

    private static void send(HttpExchange exchange, Answer answer, boolean head) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.contentType());
        headers.set("Content-Security-Policy", answer.policy());
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Cache-Control", "no-store");
        headers.set("Referrer-Policy", "no-referrer");
        if (head) {
            headers.set("Content-Length", Integer.toString(answer.body().length));
            exchange.sendResponseHeaders(answer.status(), NO_BODY);
        } else {
            exchange.sendResponseHeaders(answer.status(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }
}
