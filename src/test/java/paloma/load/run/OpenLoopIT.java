package paloma.load.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static paloma.load.report.Figures.assertFigures;
import static paloma.load.report.Figures.errors;
import static paloma.load.report.Figures.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.house.Timeouts;
import paloma.load.plan.Plans;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** {@code scripts/load.sh} with a schedule, against correct and faulty servers. */
class OpenLoopIT {
    /** Options with which a busy machine does not fail a test. */
    private static final String[] BUSY_MACHINE = {"--timeout=" + Timeouts.OPTION, "--max-behind=100%", "--warmup=0s"};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void everyScheduledMessageIsSentOnceByAnyNumberOfProcesses(int processes) throws IOException {
        Set<String> received = ConcurrentHashMap.newKeySet();
        Peer.Manner echo = (peer, client, number, message) -> {
            received.add(client + "/" + number);
            peer.send(client, Plans.PREFIX + message);
        };
        Path json = folder.resolve("run.json");
        try (Peer peer = Peer.start(echo);
                PalomaProcess load = script(
                        peer,
                        "--rate=300",
                        "--duration=2s",
                        "--clients=30",
                        "--processes=" + processes,
                        "--json=" + json)) {
            assertEquals(0, load.awaitExit(), load.stdout() + load.stderr());
            assertTrue(
                    load.stdoutLines()
                            .contains("30 clients, 300 messages/s of 64 bytes for 2 s, processes: " + processes),
                    load.stdout());
            assertFigures(load, "sent", 600, "answered", 600, "lost", 0, "late", 0, "messages per second", 300);
        }
        assertEquals(600, received.size());
        for (int client = 0; client < 30; client++) {
            assertTrue(received.contains(client + "/19"), "client " + client);
        }
        String figures = Files.readString(json);
        assertTrue(figures.contains("\"seconds\":[{\"sent\":300,\"answered\":300,\"missing\":0,"), figures);
        assertTrue(figures.contains("\"status\":0"), figures);
    }

    @Test
    void eachErrorOfTheServerIsCountedSeparately() {
        Timeouts.withLongerAndLonger(OpenLoopIT::faultyServer, "4s", "20s", Timeouts.OPTION);
    }

    private static void faultyServer(String timeout) throws IOException {
        String[] kept = {null};
        Peer.Manner bad = (peer, client, number, message) -> {
            String answer = Plans.PREFIX + message;
            switch (number) {
                case 1 -> peer.send(client, answer.replace("abc", "xyz"));
                case 2 -> peer.send(client, Plans.PREFIX + Peer.checked("ffffffff" + message.substring(8)));
                case 3 -> kept[0] = answer;
                case 4 -> {
                    peer.send(client, answer);
                    peer.send(client, kept[0]);
                }
                case 5 -> {
                    peer.send(client, answer);
                    peer.send(client, answer);
                }
                default -> peer.send(client, answer);
            }
        };
        try (Peer peer = Peer.start(bad);
                PalomaProcess load = start(
                        peer,
                        "--rate=20",
                        "--duration=500ms",
                        "--clients=1",
                        "--timeout=" + timeout,
                        "--require=lost<3")) {
            assertEquals(0, load.awaitExit(), load.stdout() + load.stderr());
            assertFigures(load, "sent", 10, "answered", 8, "lost", 2, "late", 0);
            assertFigures(load, "corrupted", 1, "foreign", 1, "reordered", 1, "duplicated", 1);
        }
    }

    /** The server stalls with the first message. The latencies of messages due during the stall must include it. */
    @Test
    void aStallOfTheServerIsInTheLatencies() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        Peer.Manner stalling = (peer, client, number, message) -> {
            if (client == 0 && number == 0) {
                stallFor(1_000, never);
            }
            peer.send(client, Plans.PREFIX + message);
        };
        try (Peer peer = Peer.start(stalling);
                PalomaProcess load = start(
                        peer,
                        "--rate=200",
                        "--duration=2s",
                        "--clients=10",
                        "--require=p70>300ms,p90>700ms,max>990ms")) {
            // Half of the messages were due during the stall, the last of them near its end: a fifth of all waited for
            // 600 ms and more, a twentieth for 900.
            assertEquals(0, load.awaitExit(), load.stdout() + load.stderr());
            assertFigures(load, "sent", 400, "answered", 400);
        }
    }

    private static void stallFor(long millis, CountDownLatch never) {
        try {
            never.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aGeneratorBehindItsScheduleExitsWithStatus4() throws IOException {
        try (Peer peer = Peer.echo();
                PalomaProcess load = start(
                        peer,
                        "--rate=10000000",
                        "--duration=200ms",
                        "--timeout=300ms",
                        "--clients=10",
                        "--max-behind=1%",
                        "--max-loss=100%")) {
            assertEquals(4, load.awaitExit(), load.stdout() + load.stderr());
            assertTrue(
                    String.join("\n", errors(load)).startsWith("The generator was the limit, not the server: "),
                    load.stdout() + load.stderr());
        }
    }

    @Test
    void anUnmetRequirementIsStatus1() throws IOException {
        try (Peer peer = Peer.echo();
                PalomaProcess load = start(
                        peer,
                        "--rate=100",
                        "--duration=300ms",
                        "--clients=3",
                        "--require=p99<3600s,loss<0.1%,rate>200")) {
            assertEquals(1, load.awaitExit(), load.stdout() + load.stderr());
            assertEquals(List.of("Not met: rate>200"), errors(load));
        }
    }

    @Test
    void aRampReportsItsKnee() {
        Timeouts.withLongerAndLonger(OpenLoopIT::ramp, "500ms", "5s", "50s");
    }

    private static void ramp(String timeout) throws IOException {
        Peer.Manner overloaded = (peer, client, number, message) -> {
            if (number < 60) {
                peer.send(client, Plans.PREFIX + message);
            }
        };
        try (Peer peer = Peer.start(overloaded);
                PalomaProcess load =
                        start(peer, "--ramp=20:120:3s", "--clients=1", "--timeout=" + timeout, "--require=loss<90%")) {
            assertEquals(0, load.awaitExit(), load.stdout() + load.stderr());
            assertFigures(load, "sent", 210);
            // 36, 70 and 103 messages in the three seconds; from the 60th on there are no answers.
            Matcher knee = Pattern.compile("Knee: (?<rate>\\d+) messages/s, in second (?<second>\\d)")
                    .matcher(load.stdout());
            assertTrue(knee.find(), load.stdout());
            assertTrue(Integer.parseInt(knee.group("second")) <= 1, knee.group());
        }
    }

    @Test
    void theWarmUpIsExcluded() {
        Timeouts.withLongerAndLonger(OpenLoopIT::warmUp, "700", "7000", "70000");
    }

    private static void warmUp(String millis) throws IOException {
        Set<Integer> received = ConcurrentHashMap.newKeySet();
        Peer.Manner echo = (peer, client, number, message) -> {
            received.add(number);
            peer.send(client, Plans.PREFIX + message);
        };
        try (Peer peer = Peer.start(echo);
                PalomaProcess load =
                        start(peer, "--rate=100", "--warmup=" + millis + "ms", "--duration=300ms", "--clients=1")) {
            assertEquals(0, load.awaitExit(), load.stdout() + load.stderr());
            assertFigures(load, "sent", 30, "answered", 30);
            // Messages that were late in the warm-up were skipped.
            assertTrue(
                    received.size() > 30 && received.size() <= 30 + Integer.parseInt(millis) / 10,
                    received.size() + " messages");
        }
    }

    @Test
    void aWindowIsKeptFullForTheDuration() {
        Timeouts.withLongerAndLonger(OpenLoopIT::window, "500ms", "5s", "50s");
    }

    private static void window(String duration) throws IOException {
        try (Peer peer = Peer.echo();
                PalomaProcess load = start(peer, "--rate=max", "--window=4", "--duration=" + duration, "--clients=5")) {
            assertEquals(0, load.awaitExit(), load.stdout() + load.stderr());
            assertTrue(figure(load, "answered") >= 20, load.stdout());
            assertEquals(figure(load, "sent"), figure(load, "answered"));
        }
    }

    @Test
    void clientsPauseBetweenMessages() throws IOException {
        try (Peer peer = Peer.echo();
                PalomaProcess load =
                        PalomaProcess.start(arguments(peer, "--clients=3", "--messages=4", "--think=300ms"))) {
            assertEquals(0, load.awaitExit(), load.stdout() + load.stderr());
            assertFigures(load, "sent", 12, "answered", 12);
            // Each client has three pauses.
            assertTrue(figure(load, "messages per second") <= 14, load.stdout());
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.0/8, 5", "127.0.0.0/30, 2", "127.0.0.9, 1"})
    void clientsUseAllSourceAddresses(String network, int addresses) throws IOException {
        Set<String> sources = ConcurrentHashMap.newKeySet();
        Peer.Manner echo = (peer, client, number, message) -> {
            sources.add(peer.addressOf(client).getAddress().getHostAddress());
            peer.send(client, Plans.PREFIX + message);
        };
        try (Peer peer = Peer.start(echo);
                PalomaProcess load = PalomaProcess.start(
                        arguments(peer, "--clients=5", "--messages=2", "--source=" + network, "--size=40-300"))) {
            assertEquals(0, load.awaitExit(), load.stdout() + load.stderr());
            assertFigures(load, "answered", 10, "dropped by the kernel at the clients", 0);
        }
        assertEquals(addresses, sources.size());
    }

    @Test
    void aPingPrintsALinePerMessageUntilASignal() {
        Timeouts.withLongerAndLonger(OpenLoopIT::ping, "500ms", "5s", "50s");
    }

    private static void ping(String timeout) throws IOException {
        Peer.Manner second = (peer, client, number, message) -> {
            if (number != 1) {
                peer.send(client, Plans.PREFIX + message);
            }
        };
        try (Peer peer = Peer.start(second);
                PalomaProcess load = PalomaProcess.start(arguments(peer, "--ping", "--timeout=" + timeout))) {
            String server = "localhost:" + peer.address().getPort();
            load.awaitStdout(line -> line.equals("No answer from " + server + ": number=2"));
            load.awaitStdout(line -> line.matches("64 bytes from " + server + ": number=3 time=\\d+\\.\\d{3} ms"));
            load.signal("TERM");
            assertEquals(1, load.awaitExit(), load.stdout() + load.stderr());
            assertEquals(List.of(), errors(load));
            assertFigures(load, "lost", 1);
        }
    }

    @Test
    void withoutATerminalProgressIsALinePerSecond() throws IOException {
        try (Peer peer = Peer.echo();
                PalomaProcess load = start(peer, "--rate=50", "--duration=1h", "--clients=2")) {
            load.awaitStdout(line -> line.matches(
                    "\\d+ %  \\d+ messages/s  \\d+ outstanding  \\d+ missing \\(\\d+\\.\\d\\d %\\)  p99 .* s left"));
            load.signal("TERM");
            assertEquals(130, load.awaitExit());
        }
    }

    @Test
    void anUnwritableFileIsOneErrorLineBeforeTheRun() throws IOException {
        try (Peer peer = Peer.echo();
                PalomaProcess load = PalomaProcess.start(
                        arguments(peer, "--clients=1", "--messages=1", "--json=" + folder.resolve("no/where")))) {
            assertEquals(2, load.awaitExit());
            assertTrue(load.stderr().contains("no/where cannot be written: its folder does not exist"), load.stderr());
            assertEquals(1, load.stderrLines().size());
            assertEquals("", load.stdout());
        }
    }

    private static PalomaProcess start(Peer peer, String... options) {
        return PalomaProcess.start(arguments(peer, forBusyMachine(options)));
    }

    private static PalomaProcess script(Peer peer, String... options) {
        String[] command = arguments(peer, forBusyMachine(options));
        command[0] = Path.of("scripts/load.sh").toAbsolutePath().toString();
        return Launch.command(command)
                .withEnvironment("JAVA_HOME", System.getProperty("java.home"))
                .start();
    }

    private static String[] forBusyMachine(String... options) {
        return Stream.concat(Stream.of(BUSY_MACHINE), Stream.of(options)).toArray(String[]::new);
    }

    private static String[] arguments(Peer peer, String... options) {
        return Stream.concat(
                        Stream.of(
                                "load", "--lang=en", "--port=" + peer.address().getPort()),
                        Stream.of(options))
                .toArray(String[]::new);
    }
}
