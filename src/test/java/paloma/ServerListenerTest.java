package paloma;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.house.LoggedLines;
import paloma.house.Timeouts;
import paloma.server.AccountedServer;
import paloma.server.Server;
import paloma.server.ServerOptions;
import paloma.session.SessionFixtures;

class ServerListenerTest {
    private static final Pattern MORE_ERRORS = Pattern.compile("\\(and (?<more>\\d+) more before\\)");

    private final LoggedLines log = new LoggedLines();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void eventsAreLoggedByDefault() {
        ServerListener.LOGGING.onReceiveBufferCut(2_000, 3_000);
        ServerListener.LOGGING.onLimitsLowered(
                Limits.builder().sessions(7).backlogBytes(8).build(), Limits.DEFAULTS);
        ServerListener.LOGGING.onWorkersStuck(1, 2);
        ServerListener.LOGGING.onWorkersStuck(0, 2);
        ServerListener.LOGGING.onFailed(new IllegalStateException("a bug"));
        assertEquals(
                List.of(
                        "WARNING the receive buffer is 2000 bytes instead of 3000: the kernel may drop bursts",
                        "WARNING limits lowered to fit the heap: sessions 7 instead of 100000, backlogBytes 8 instead of"
                                + " 67108864",
                        "WARNING 1 of 2 workers have run one handler call for 10 s or longer",
                        "INFO no worker is stuck any more",
                        "SEVERE the server was closed by an error"),
                log.lines());
    }

    @Test
    void refusedAnswersAreLoggedWithTheirRemedy() {
        ServerListener.LOGGING.onAnswersRefused(3, new InetSocketAddress(InetAddress.getLoopbackAddress(), 5_000));
        String line = log.lines().get(0);
        assertTrue(line.contains("not validated: 3, the latest 127.0.0.1:5000."), line);
        assertTrue(line.contains("Limits.amplification"), line);
        assertTrue(line.contains("Session.push"), line);
    }

    @Test
    void handlerErrorsAreLoggedOnceASecondWithTheNumberOfTheOthers() {
        Session session = SessionFixtures.session();
        long calls = 0;
        // The interval may have begun before this test.
        while (log.lines().isEmpty()) {
            ServerListener.LOGGING.onHandlerError(session, new IllegalStateException("no"));
            calls++;
        }
        long start = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            ServerListener.LOGGING.onHandlerError(session, new IllegalStateException("no"));
        }
        assertTrue(log.lines().size() <= 2 + (System.nanoTime() - start) / 1_000_000_000L, log.lines()::toString);
        int logged = log.lines().size();
        while (log.lines().size() == logged) {
            ServerListener.LOGGING.onHandlerError(session, new IllegalStateException("no"));
            calls++;
        }
        long told = log.lines().stream().mapToLong(ServerListenerTest::errorsOf).sum();
        // Errors of an earlier test may count, too.
        assertTrue(told >= calls + 1_000, told + " of " + calls);
    }

    private static long errorsOf(String line) {
        Matcher more = MORE_ERRORS.matcher(line);
        return more.find() ? 1 + Long.parseLong(more.group("more")) : 1;
    }

    @Test
    void serverReportsWhatItWasGranted() {
        List<String> reports = new ArrayList<>();
        ServerListener listener = new ServerListener() {
            @Override
            public void onReceiveBufferCut(int grantedBytes, int requestedBytes) {
                reports.add("buffer " + grantedBytes + " of " + requestedBytes);
            }

            @Override
            public void onLimitsLowered(Limits granted, Limits requested) {
                reports.add("limits " + granted.sessions() + " of " + requested.sessions());
            }
        };
        Limits limits = Limits.builder().sessions(16_777_216).build();
        ServerOptions options = ServerOptions.on(0)
                .withListener(listener)
                .withReceiveBufferBytes(1 << 30)
                .withLimits(limits);
        try (AccountedServer accounted = AccountedServer.open(options, (session, message) -> {})) {
            Server server = accounted.server();
            assertEquals(
                    List.of(
                            "buffer " + server.receiveBufferBytes() + " of " + (1 << 30),
                            "limits " + server.limits().sessions() + " of 16777216"),
                    reports);
        }
    }

    @Test
    void refusedAnswerIsLoggedByDefault() {
        try (AccountedServer accounted = AccountedServer.open((session, message) -> session.send("x".repeat(1_000)))) {
            accounted.client().send("hi");
            await().atMost(Timeouts.LIMIT)
                    .until(() -> log.lines().stream().anyMatch(line -> line.contains("RFC 9000")));
        }
    }
}
