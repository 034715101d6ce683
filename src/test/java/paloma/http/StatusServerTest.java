package paloma.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import paloma.Counter;
import paloma.Limits;
import paloma.Session;
import paloma.house.IgnoredErrors;
import paloma.house.Timeouts;
import paloma.server.AccountedServer;
import paloma.server.Peer;
import paloma.server.ServerOptions;

class StatusServerTest {
    private static final InetSocketAddress FREE_PORT = new InetSocketAddress("127.0.0.1", 0);
    private static final LivePage PAGE = LivePage.of("<!DOCTYPE html><title>test</title><script>1</script>");
    private static final List<Long> BALANCED = List.of(0L, 0L, 0L, 0L);

    private static void echo(Session session, ByteBuffer message) {
        session.send(message);
    }

    private static StatusServer open(AccountedServer accounted) throws IOException {
        return open(accounted, Timeouts.LIMIT);
    }

    private static StatusServer open(AccountedServer accounted, Duration requestTimeout) throws IOException {
        return StatusServer.open(new StatusHandler(accounted.server(), PAGE), FREE_PORT, requestTimeout);
    }

    private static int port(StatusServer status) {
        return status.localAddress().getPort();
    }

    private static Scrape scrape(StatusServer status) {
        return Scrape.of(HttpAnswer.get(port(status), "/metrics").body());
    }

    /** Throws, closes, echoes, or sends what is longer than a datagram; some messages meet a full mailbox. */
    private static void anything(Session session, ByteBuffer message) {
        switch (StandardCharsets.UTF_8.decode(message.duplicate()).toString()) {
            case "throw" -> throw new IllegalStateException("thrown for the test");
            case "close" -> session.close();
            case "long" -> session.send("x".repeat(100_000));
            default -> session.send(message);
        }
    }

    private static void talk(List<Peer> peers) {
        for (int i = 0; i < 200; i++) {
            for (Peer peer : peers) {
                for (String message : List.of("hello", "throw", "", "long", "hello")) {
                    peer.send(message);
                }
                if (i % 20 == 0) {
                    peer.send("close");
                }
            }
        }
    }

    private static void sendUntil(Counter counted, String message, Peer peer, StatusServer status) {
        peer.send(message);
        await().until(() -> scrape(status).sum(counted) > 0);
    }

    /** No line of a scraped account has more outcomes than its source, and at rest each is exact. */
    @Test
    void theScrapedAccountOfALoadedServerBalances() throws Exception {
        Limits limits = Limits.builder().mailboxMessages(2).build();
        try (AccountedServer accounted = AccountedServer.open(
                        ServerOptions.on(0).withLimits(limits).withListener(new IgnoredErrors()),
                        StatusServerTest::anything);
                StatusServer status = open(accounted)) {
            List<Peer> peers = accounted.peers(3);
            Thread talk = new Thread(() -> talk(peers));
            talk.start();
            while (talk.isAlive()) {
                List<Long> differences = scrape(status).differences();
                assertTrue(differences.stream().allMatch(difference -> difference >= 0), differences::toString);
            }
            talk.join();
            Peer last = accounted.peer();
            sendUntil(Counter.FAILED, "throw", last, status);
            sendUntil(Counter.KEEP_ALIVES, "", last, status);
            sendUntil(Counter.UNSENT, "long", last, status);
            sendUntil(Counter.CLOSED, "close", last, status);
            long sent = last.sent() + peers.stream().mapToLong(Peer::sent).sum();
            await().until(() -> scrape(status).sum(Counter.RECEIVED) == sent
                    && scrape(status).differences().equals(BALANCED));
            Scrape rest = scrape(status);
            assertEquals(0, rest.sum(Counter.RUNNING) + rest.sum(Counter.WAITING) + rest.sum(Counter.BACKLOG_BYTES));
        }
    }

    @Test
    void aScrapeDoesNotWaitForTheReactor() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        // Without workers the handler holds the reactor.
        try (AccountedServer accounted =
                        AccountedServer.open(ServerOptions.on(0).withWorkers(0), (session, message) -> goOn.await());
                StatusServer status = open(accounted)) {
            accounted.peer().send("hold");
            await().until(() -> scrape(status).sum(Counter.RUNNING) == 1);
            assertEquals(0, scrape(status).sum("workers"));
            goOn.countDown();
        }
    }

    @Test
    void everyPathAnswersGetAndHead() throws Exception {
        Map<String, String> types = Map.of(
                "/", "text/html; charset=utf-8",
                "/metrics", "text/plain; version=0.0.4; charset=utf-8",
                "/metrics?name=x", "text/plain; version=0.0.4; charset=utf-8",
                "/account.json", "application/json",
                "/livez", "text/plain; charset=utf-8",
                "/readyz", "text/plain; charset=utf-8");
        try (AccountedServer accounted = AccountedServer.open(StatusServerTest::echo);
                StatusServer status = open(accounted)) {
            types.forEach((path, type) -> {
                HttpAnswer get = HttpAnswer.get(port(status), path);
                assertEquals(200, get.status(), path);
                assertEquals(type, get.headers().get("content-type"));
                assertEquals("no-store", get.headers().get("cache-control"), path);
                assertEquals("nosniff", get.headers().get("x-content-type-options"), path);
                assertTrue(get.headers().get("content-security-policy").startsWith("default-src 'none'; "), path);
                HttpAnswer head = HttpAnswer.request(port(status), "HEAD", path);
                assertEquals(200, head.status(), path);
                assertEquals("", head.body(), path);
                assertEquals(get.headers().keySet(), head.headers().keySet(), path);
            });
        }
    }

    @Test
    void thePageHasItsPolicy() throws Exception {
        try (AccountedServer accounted = AccountedServer.open(StatusServerTest::echo);
                StatusServer status = open(accounted)) {
            HttpAnswer answer = HttpAnswer.get(port(status), "/");
            assertEquals(new String(PAGE.html(), StandardCharsets.UTF_8), answer.body());
            assertEquals(PAGE.policy(), answer.headers().get("content-security-policy"));
        }
    }

    @Test
    void otherMethodsAreNotAllowed() throws Exception {
        try (AccountedServer accounted = AccountedServer.open(StatusServerTest::echo);
                StatusServer status = open(accounted)) {
            for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "get", "NONSENSE")) {
                HttpAnswer answer = HttpAnswer.request(port(status), method, "/metrics");
                assertEquals(405, answer.status(), method);
                assertEquals("GET, HEAD", answer.headers().get("allow"), method);
            }
        }
    }

    /** The JDK's server refuses what is no URI. */
    @Test
    void otherPathsAreNotFoundAndNotRepeated() throws Exception {
        Map<String, Integer> answers = Map.of(
                "/metrics/", 404,
                "/Metrics", 404,
                "/page.html", 404,
                "/../metrics", 404,
                "/%2e", 404,
                "//", 400,
                "/<script>", 400);
        try (AccountedServer accounted = AccountedServer.open(StatusServerTest::echo);
                StatusServer status = open(accounted)) {
            answers.forEach((path, expected) -> {
                HttpAnswer answer = HttpAnswer.get(port(status), path);
                assertEquals(expected, answer.status(), path);
                assertFalse(answer.body().contains(path), answer.body());
            });
        }
    }

    @Test
    void theProbesFollowTheStateOfTheServer() throws Exception {
        CountDownLatch handlerReturns = new CountDownLatch(1);
        try (AccountedServer accounted = AccountedServer.open((session, message) -> handlerReturns.await());
                StatusServer status = open(accounted)) {
            assertProbes(200, 200, "serving", status);
            accounted.peer().send("hold");
            await().until(() -> accounted.counters().get(Counter.RUNNING) == 1);
            Thread close = new Thread(accounted.server()::close);
            close.start();
            await().until(() -> HttpAnswer.get(port(status), "/readyz").status() == 503);
            assertProbes(200, 503, "draining", status);
            assertTrue(HttpAnswer.get(port(status), "/account.json").body().contains("\"draining\":true,"));
            handlerReturns.countDown();
            close.join();
            assertProbes(503, 503, "closed", status);
            String report = HttpAnswer.get(port(status), "/account.json").body();
            assertTrue(report.endsWith("\"draining\":false,\"balanced\":true,\"drained\":true}\n"), report);
            assertEquals(BALANCED, scrape(status).differences());
        }
    }

    private static void assertProbes(int live, int ready, String state, StatusServer status) {
        HttpAnswer livez = HttpAnswer.get(port(status), "/livez");
        HttpAnswer readyz = HttpAnswer.get(port(status), "/readyz");
        assertEquals(List.of(live, ready), List.of(livez.status(), readyz.status()));
        assertEquals(List.of(state + "\n", state + "\n"), List.of(livez.body(), readyz.body()));
    }

    /** The JDK's server reads a request on a thread of the pool; without the timeout four slow clients hold both. */
    @Test
    void clientsThatNeverFinishTheirRequestAreCutOff() throws Exception {
        try (AccountedServer accounted = AccountedServer.open(StatusServerTest::echo);
                StatusServer status = open(accounted, Duration.ofMillis(300));
                Socket silent = HttpAnswer.connect(port(status));
                Socket inTheLine = HttpAnswer.connect(port(status));
                Socket inTheHeader = HttpAnswer.connect(port(status));
                Socket inTheBody = HttpAnswer.connect(port(status))) {
            HttpAnswer.send(inTheLine, "GET /met");
            HttpAnswer.send(inTheHeader, "GET /metrics HTTP/1.1\r\nHost: loc");
            HttpAnswer.send(inTheBody, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nx");
            for (Socket slow : List.of(inTheLine, inTheHeader)) {
                assertEquals("", HttpAnswer.readToEnd(slow));
            }
            HttpAnswer.readToEnd(inTheBody);
            // On a busy machine the timeout may meet this request, too.
            await().ignoreExceptions()
                    .until(() -> HttpAnswer.get(port(status), "/livez").status() == 200);
            // A connection without a request needs no thread, and is still open.
            HttpAnswer.send(silent, "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            HttpAnswer.readToEnd(silent);
        }
    }

    @Test
    void aConnectionServesManyRequests() throws Exception {
        try (AccountedServer accounted = AccountedServer.open(StatusServerTest::echo);
                StatusServer status = open(accounted);
                Socket socket = HttpAnswer.connect(port(status))) {
            String request = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
            HttpAnswer.send(socket, request.repeat(3) + request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
            String answers = HttpAnswer.readToEnd(socket);
            assertEquals(5, answers.split("serving\n", -1).length, answers);
        }
    }

    @Test
    void aTakenPortIsABindException() throws Exception {
        try (AccountedServer accounted = AccountedServer.open(StatusServerTest::echo);
                StatusServer status = open(accounted)) {
            StatusHandler handler = new StatusHandler(accounted.server(), PAGE);
            assertThrows(BindException.class, () -> StatusServer.open(handler, status.localAddress(), Timeouts.LIMIT));
            assertEquals(200, HttpAnswer.get(port(status), "/livez").status());
        }
    }

    @Test
    void closeFreesThePortAndIsIdempotent() throws Exception {
        try (AccountedServer accounted = AccountedServer.open(StatusServerTest::echo)) {
            StatusServer status = open(accounted);
            try (Socket open = HttpAnswer.connect(port(status))) {
                status.close();
                status.close();
                assertEquals("", HttpAnswer.readToEnd(open));
            }
            StatusHandler handler = new StatusHandler(accounted.server(), PAGE);
            StatusServer.open(handler, status.localAddress(), Timeouts.LIMIT).close();
            assertEquals("hello", accounted.peer().request("hello"));
        }
    }
}
