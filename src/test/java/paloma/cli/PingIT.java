package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import paloma.house.Timeouts;
import paloma.process.PalomaProcess;
import paloma.process.Ports;

/** A load run that is ended by a signal has each message in one row of its table. */
class PingIT {
    @Test
    void aPingOutlivesItsServer() {
        String port = Integer.toString(Ports.free());
        try (PalomaProcess ping =
                PalomaProcess.start("load", "--ping", "--timeout", "500ms", "--lang", "en", "--port", port)) {
            ping.awaitStdout(line -> line.equals("The server is not available at localhost:" + port));
            ping.awaitStdout(line -> line.startsWith("No answer from localhost:" + port + ": number="));
            try (RunningServer server = RunningServer.start("--port", port)) {
                ping.awaitStdout(line -> line.startsWith("64 bytes from localhost:" + port));
                server.stop();
            }
            ping.awaitStdout(line -> line.equals("The server at localhost:" + port + " disconnects"));
            int answered = answers(ping).size();
            try (RunningServer server = RunningServer.start("--port", port)) {
                ping.awaitStdout(line -> answers(ping).size() > answered);
                server.stop();
            }
            ping.signal("INT");
            assertEquals(1, ping.awaitExit(), ping.stdout() + ping.stderr());
            assertAddsUp(ping);
        }
    }

    private static List<String> answers(PalomaProcess ping) {
        return ping.stdoutLines().stream()
                .filter(line -> line.startsWith("64 bytes from"))
                .toList();
    }

    @Test
    void messagesInFlightAtTheEndOfAPingAreInTheTable() {
        assertInFlight(2, "--ping");
    }

    @Test
    void messagesInFlightAtTheEndOfARunAreInTheTable() {
        assertInFlight(3, "--clients=3", "--messages=2");
        assertInFlight(4, "--clients=2", "--rate=max", "--window=2", "--warmup=0s");
        assertInFlight(4, "--clients=2", "--processes=2", "--rate=2", "--warmup=0s");
    }

    private static void assertInFlight(int min, String... options) {
        try (Peer server = Peer.server();
                PalomaProcess load = PalomaProcess.start(Stream.concat(
                                Stream.of(
                                        "load", "--lang=en", "--timeout=" + Timeouts.OPTION, "--port=" + server.port()),
                                Stream.of(options))
                        .toArray(String[]::new))) {
            for (int i = 0; i < min; i++) {
                server.receive();
            }
            load.signal("INT");
            load.awaitExit();
            assertAddsUp(load);
            assertTrue(row("in flight at the end", load) >= min, load.stdout());
        }
    }

    private static void assertAddsUp(PalomaProcess load) {
        long sum = row("answered", load) + row("lost", load) + row("late", load) + row("in flight at the end", load);
        assertEquals(row("sent", load), sum, load.stdout());
    }

    /** Returns the number in that row of the table, 0 without such a row. */
    private static long row(String name, PalomaProcess load) {
        Pattern row = Pattern.compile(name + " +(\\d+)");
        return load.stdoutLines().stream()
                .map(row::matcher)
                .filter(Matcher::matches)
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .findFirst()
                .orElse(0);
    }
}
