package paloma.impair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import paloma.client.Client;
import paloma.client.ClientOptions;
import paloma.house.Timeouts;
import paloma.process.Launch;
import paloma.process.PalomaProcess;
import paloma.server.AccountedServer;

/** The proxy as {@code make impair} starts it. */
class ImpairIT {
    @Test
    void addressAndPacketCountsArePrinted() throws IOException {
        try (AccountedServer server = AccountedServer.open((session, message) -> session.send(message))) {
            String to = "127.0.0.1:" + server.port();
            // The packets that the proxy reports as passed, in both directions.
            AtomicLong passed = new AtomicLong();
            server.joinedBy(passed::get, passed::get);
            try (PalomaProcess impair = start("--listen", "0", "--to", to, "--seed", "7", "--up-drop", "1")) {
                String first = impair.awaitStdout(line -> line.startsWith("impair: "));
                assertTrue(first.matches("impair: from 127\\.0\\.0\\.1:\\d+ to " + to + ", seed 7"), first);
                int port = Integer.parseInt(first.replaceFirst(".*?:.*?:(\\d+) to .*", "$1"));
                ClientOptions options = ClientOptions.to("127.0.0.1", port)
                        .withRequestTimeout(Timeouts.LIMIT)
                        .withValidation(false);
                try (Client client = Client.open(options)) {
                    client.send("lost");
                    assertEquals("found", client.request("found").join());
                }
                impair.signal("INT");
                assertEquals(0, impair.awaitExit());
                assertEquals("", impair.stderr());
                List<String> lines = impair.stdoutLines();
                assertTrue(lines.contains("came                              2            1"), impair.stdout());
                assertTrue(lines.contains("dropped by number                 1            0"), impair.stdout());
                assertTrue(lines.contains("passed                            1            1"), impair.stdout());
                passed.set(1);
                assertTrue(lines.contains("still waiting                     0            0"), impair.stdout());
                assertEquals("clients: 1, rebinds: 0", lines.get(lines.size() - 1));
            }
        }
    }

    @Test
    void takenPortIsOneLine() throws IOException {
        try (AccountedServer server = AccountedServer.open((session, message) -> {})) {
            String taken = "127.0.0.1:" + server.port();
            try (PalomaProcess impair = start("--listen", taken, "--to", "127.0.0.1:9")) {
                assertEquals(1, impair.awaitExit());
                assertEquals(
                        List.of("impair: cannot run from " + taken + " to 127.0.0.1:9: Address already in use"),
                        impair.stderrLines());
            }
        }
    }

    @Test
    void wrongOptionIsOneLine() {
        try (PalomaProcess impair = start("--listen", "0", "--to", "localhost:9", "--loss", "much")) {
            assertEquals(2, impair.awaitExit());
            assertEquals(
                    List.of("impair: --loss is much; it must be a share from 0% to 100%, such as 5%"),
                    impair.stderrLines());
        }
    }

    private static PalomaProcess start(String... words) {
        Stream<String> program = Stream.of("-cp", "target/classes:target/test-classes", Impair.class.getName());
        return Launch.java(Stream.concat(program, Stream.of(words)).toArray(String[]::new))
                .start();
    }
}
