package paloma.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MockClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import paloma.Counter;
import paloma.DropReason;
import paloma.Session;
import paloma.client.Client;
import paloma.client.ClientOptions;
import paloma.http.StatusServer;
import paloma.server.Server;
import paloma.server.ServerOptions;

/** The lines of the account hold over what a registry scrapes of a real server. */
class ScrapedAccountTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Its clock stands still: a scrape may take longer than the pause after which the status is replaced. */
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), new MockClock());

    /** 'x' is refused by the filter, 'f' fails, 'c' closes the session; another message is echoed. */
    private static Server open() throws IOException {
        return Server.open(
                ServerOptions.on(0).withHost("127.0.0.1").withFilter((source, message, known) -> message.get(0) != 'x'),
                ScrapedAccountTest::handle);
    }

    private static void handle(Session session, ByteBuffer message) {
        switch (message.get(0)) {
            case 'f' -> throw new IllegalStateException("as the test wants it");
            case 'c' -> session.close();
            default -> session.send(message);
        }
    }

    private static Client connect(Server server) throws IOException {
        return Client.open(
                ClientOptions.to("127.0.0.1", server.localAddress().getPort()).withRequestTimeout(LIMIT));
    }

    @Test
    void accountHoldsAtRestAndAfterClose() throws Exception {
        try (Server server = open()) {
            new ServerMetrics(server).bindTo(registry);
            try (Client client = connect(server)) {
                for (int i = 0; i < 100; i++) {
                    assertEquals("hello " + i, client.request("hello " + i).get());
                }
                List.of("x", "x", "x", "fail", "close").forEach(client::send);
                Awaitility.await().atMost(LIMIT).until(() -> isAtRest(server));
                ScrapedText scraped = ScrapedText.of(registry);
                assertBalanced(scraped);
                assertEquals(3, scraped.values().get("paloma_datagrams_dropped_total{reason=\"filtered\"}"));
                assertEquals(1, scraped.values().get("paloma_messages_failed_total{reason=\"handler_threw\"}"));
                assertEquals(1, scraped.values().get("paloma_sessions_closed_total{reason=\"closed\"}"));
                assertTrue(scraped.sum("paloma_datagrams_sent_total") >= 100, scraped.text());
                assertEquals(overHttp(server).values(), scraped.values());
            }
        }
        assertBalanced(ScrapedText.of(registry));
    }

    /** The same numbers from the library's own endpoint: dashboards work with both. */
    private static ScrapedText overHttp(Server server) throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (StatusServer status = StatusServer.open(server, anyPort);
                InputStream metrics = URI.create(
                                "http://127.0.0.1:" + status.localAddress().getPort() + "/metrics")
                        .toURL()
                        .openStream()) {
            return new ScrapedText(new String(metrics.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static boolean isAtRest(Server server) {
        var counters = server.counters();
        return counters.dropped().get(DropReason.FILTERED) == 3
                && counters.get(Counter.FAILED) == 1
                && counters.get(Counter.CLOSED) == 1
                && counters.atRest();
    }

    /** Meters of several statuses could show more outcomes than messages. */
    @Test
    void outcomesNeverExceedTheirSourceUnderLoad() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (Server server = open();
                Client client = connect(server)) {
            new ServerMetrics(server).bindTo(registry);
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
                while (!done.get()) {
                    client.request("hello").join();
                }
            });
            try {
                for (int i = 0; i < 100; i++) {
                    ScrapedText scraped = ScrapedText.of(registry);
                    assertTrue(
                            scraped.sum("paloma_datagrams_received_total") >= outcomesOfDatagrams(scraped),
                            scraped.text());
                    assertTrue(
                            scraped.sum("paloma_messages_accepted_total") >= outcomesOfMessages(scraped),
                            scraped.text());
                    assertTrue(scraped.sum("paloma_sends_total") >= outcomesOfSends(scraped), scraped.text());
                }
            } finally {
                done.set(true);
                load.join();
            }
        }
    }

    private static void assertBalanced(ScrapedText scraped) {
        assertEquals(scraped.sum("paloma_datagrams_received_total"), outcomesOfDatagrams(scraped), scraped.text());
        assertEquals(scraped.sum("paloma_messages_accepted_total"), outcomesOfMessages(scraped), scraped.text());
        assertEquals(scraped.sum("paloma_sends_total"), outcomesOfSends(scraped), scraped.text());
        assertEquals(
                scraped.sum("paloma_sessions_opened_total"),
                scraped.sum("paloma_sessions_live") + scraped.sum("paloma_sessions_closed_total"),
                scraped.text());
    }

    private static double outcomesOfDatagrams(ScrapedText scraped) {
        return scraped.sum("paloma_messages_accepted_total")
                + scraped.sum("paloma_keepalives_total")
                + scraped.sum("paloma_datagrams_dropped_total");
    }

    private static double outcomesOfMessages(ScrapedText scraped) {
        return scraped.sum("paloma_messages_handled_total")
                + scraped.sum("paloma_messages_failed_total")
                + scraped.sum("paloma_messages_running")
                + scraped.sum("paloma_messages_waiting");
    }

    private static double outcomesOfSends(ScrapedText scraped) {
        return scraped.sum("paloma_datagrams_sent_total")
                + scraped.sum("paloma_datagrams_unsent_total")
                + scraped.sum("paloma_outbox_datagrams");
    }
}
