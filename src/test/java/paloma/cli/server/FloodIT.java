package paloma.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Counters;
import paloma.DropReason;
import paloma.cli.CountersTable;
import paloma.cli.Peer;
import paloma.cli.Report;
import paloma.cli.RunningServer;
import paloma.flood.Flood;
import paloma.flood.Holders;
import paloma.flood.Talkers;
import paloma.process.Launch;

/**
 * More sources than places in the table and room in the heap. After every 100 sources an earlier session sends and
 * awaits an answer, so that the kernel drops nothing and each count is exact.
 */
@Tag("long")
@Tag("alone")
class FloodIT {
    private static final int TALKERS = 100;
    /**
     * Fewer than the sources between two messages of the same earlier session, which then is protected only by its
     * validation.
     */
    private static final int PLACES = 5_000;

    private static final Pattern OMITTED = Pattern.compile("\\(… (?<lines>\\d+) líneas omitidas\\)");

    @TempDir
    private Path folder;

    private Path report() {
        return folder.resolve("report.json");
    }

    /** With a backlog that fits this heap, so that no limit is lowered. */
    private RunningServer start(String... options) {
        Launch launch = RunningServer.launch(Stream.concat(Stream.of("--max-backlog-bytes", "8m"), Stream.of(options))
                        .toArray(String[]::new))
                .withJavaOptions("-Xmx64m");
        return RunningServer.start(launch);
    }

    private static InetSocketAddress addressOf(RunningServer server) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
    }

    /** After its second datagram, sent after the answer, a source is validated and is not evicted for 30 s. */
    @ParameterizedTest
    @CsvSource({"100000, 1", "40000, 2"})
    void earlierSessionsLoseNothing(int sources, int each) throws IOException {
        try (RunningServer server =
                        start("--quiet", "--max-sessions", Integer.toString(PLACES), "--report", report().toString());
                Talkers talkers = new Talkers(addressOf(server), TALKERS)) {
            long sent = new Flood(addressOf(server)).run(sources, each, talkers::requestOrFail);
            assertEquals(talkers.requests(), talkers.answered());
            CountersTable table = server.stop();
            assertEquals(sent + talkers.requests(), table.received());
            Report report = Report.read(report());
            Counters counters = report.counters();
            assertEquals(0, report.kernelDrops());
            assertEquals(PLACES, counters.closed().get(CloseReason.STOPPING));
            if (each == 1) {
                // One session for each source and each earlier peer: no earlier session was evicted.
                assertEquals(sources + TALKERS, table.opened());
                assertEquals(table.received(), counters.get(Counter.HANDLED));
            }
            assertEquals(table.opened() - PLACES, counters.closed().get(CloseReason.EVICTED));
        }
    }

    /** Two blind datagrams from each of as many sources as there are places, and then one each within 30 s. */
    @Test
    void newClientsOfATableFullOfForgedSessionsAreAllAnswered() throws IOException {
        int places = 2_000;
        try (RunningServer server =
                        start("--quiet", "--max-sessions", Integer.toString(places), "--report", report().toString());
                Talkers talkers = new Talkers(addressOf(server), 1);
                // One place is the talker's: one holder more, and each would take the place of the next.
                Holders holders = new Holders(addressOf(server), places - 1)) {
            holders.send(2 * (places - 1), talkers::requestOrFail);
            long asked = 0;
            long answered = 0;
            for (int newPeer = 0; newPeer < 20; newPeer++) {
                holders.send(67, talkers::requestOrFail);
                try (Talkers fresh = new Talkers(addressOf(server), 1)) {
                    asked += fresh.requests();
                    answered += fresh.answered();
                }
            }
            assertEquals(40, asked);
            assertEquals(asked, answered);
            server.stop();
            Counters counters = Report.read(report()).counters();
            assertEquals(counters.get(Counter.RECEIVED), counters.get(Counter.HANDLED));
            assertEquals(places, counters.closed().get(CloseReason.STOPPING));
        }
    }

    @Test
    void aFloodOfDatagramsIsNotPrintedLineByLine() throws IOException {
        long start = System.nanoTime();
        try (RunningServer server = start("--max-sessions", "1000", "--report", report().toString());
                Talkers talkers = new Talkers(addressOf(server), 1);
                Peer forger = server.peer()) {
            new Flood(addressOf(server)).run(20_000, 2, talkers::requestOrFail);
            for (int i = 0; i < 1_000; i++) {
                forger.send("Tu mensaje fue: hola");
            }
            server.stop();
            long seconds = 2 + (System.nanoTime() - start) / 1_000_000_000L;
            Counters counters = Report.read(report()).counters();
            assertEquals(1_000, counters.dropped().get(DropReason.FILTERED));
            List<String> lines = server.process().stdoutLines();
            assertTrue(
                    lines.size() <= ConsoleHandler.LINE_BURST + seconds * (ConsoleHandler.LINES_PER_SECOND + 10),
                    lines.size() + " lines");
            long omitted = lines.stream()
                    .map(OMITTED::matcher)
                    .filter(Matcher::matches)
                    .mapToLong(matcher -> Long.parseLong(matcher.group("lines")))
                    .sum();
            long printed = lines.stream()
                    .filter(line -> !OMITTED.matcher(line).matches())
                    .count();
            long listening = 1;
            assertTrue(omitted > 0);
            assertTrue(
                    printed + omitted - listening <= 2 * counters.get(Counter.OPENED) + counters.get(Counter.HANDLED));
            assertEquals(List.of(), server.warnings());
        }
    }

    /** The default limits need a larger heap, which could hold the sessions of that many sources. */
    @Test
    void eightMebibytesOfHeapOutliveAFlood() throws IOException {
        int sources = 150_000;
        Launch launch = RunningServer.launch().withJavaOptions("-Xmx8m");
        try (RunningServer server = RunningServer.start(launch)) {
            try (Talkers talkers = new Talkers(addressOf(server), 10);
                    Peer large = server.peer()) {
                long sent = new Flood(addressOf(server), 200).run(sources, 1, talkers::requestOrFail);
                for (int i = 0; i < 100; i++) {
                    large.send(new byte[60_000]);
                    assertEquals(60_016, large.receiveBytes().length);
                }
                CountersTable table = server.stop();
                assertEquals(talkers.requests(), talkers.answered());
                assertEquals(sent + talkers.requests() + 100, table.received());
                assertEquals(sources + 10 + 1, table.opened());
                assertEquals(0, table.dropped());
            }
            assertEquals(1, server.warnings().size(), server.process().stderr());
            assertTrue(server.warnings().get(0).startsWith("Aviso: el montículo da para "), server.process()::stderr);
        }
    }
}
