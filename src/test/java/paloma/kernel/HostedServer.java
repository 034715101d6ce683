package paloma.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import paloma.Counter;
import paloma.Counters;
import paloma.DropReason;
import paloma.UnsentReason;
import paloma.cli.Report;
import paloma.cli.RunningServer;
import paloma.process.PalomaProcess;

/** <em>One thread.</em> A server process on a host of its own; when it stops it must exit 0 and its account must balance. */
final class HostedServer implements AutoCloseable {
    /** Options of a server whose counters are read while it runs. */
    static final String[] OFTEN = {"--report-every", "1s"};

    private static final Pattern BROADCAST_LINE = Pattern.compile("Enviado; sesiones: (\\d+)");

    private final Namespace host;
    private final RunningServer running;
    private final Path report;

    /** Starts the server. */
    HostedServer(Namespace host, String address, String... options) {
        this.host = host;
        this.report = temporaryFile();
        List<String> words = new ArrayList<>(List.of("--host", address, "--report", report.toString()));
        words.addAll(List.of(options));
        this.running = RunningServer.start(host.in(RunningServer.launch(words.toArray(String[]::new))));
    }

    private static Path temporaryFile() {
        try {
            return Files.createTempFile("paloma", ".json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PalomaProcess process() {
        return running.process();
    }

    int port() {
        return running.port();
    }

    /** The counters of its host's kernel; the server's datagrams are the only UDP datagrams there. */
    KernelCounters kernel() {
        return KernelCounters.of(process().pid());
    }

    long kernelDrops() {
        return KernelCounters.dropsAt(port(), process().pid());
    }

    /** Waits until it has received {@code datagrams} from the kernel, by the kernel's counters. */
    void awaitReceived(long datagrams) {
        KernelAwait.await().untilAsserted(() -> assertEquals(datagrams, kernel().received()));
    }

    /** Broadcasts {@code text} from the console; returns the number of sessions reached. */
    int broadcast(String text) {
        long before = broadcastLines().count();
        process().sendLine("enviar todos " + text);
        KernelAwait.await().until(() -> broadcastLines().count() > before);
        return Integer.parseInt(broadcastLines().skip(before).findFirst().orElseThrow());
    }

    private Stream<String> broadcastLines() {
        return process().stdoutLines().stream()
                .map(BROADCAST_LINE::matcher)
                .filter(Matcher::matches)
                .map(told -> told.group(1));
    }

    /** Waits for a report that matches, of a server that reports {@link #OFTEN}. */
    Report awaitReport(Predicate<Counters> expected) {
        return KernelAwait.await()
                .until(() -> Report.latest(report).filter(read -> expected.test(read.counters())), Optional::isPresent)
                .orElseThrow();
    }

    /** Stops the server, when none of its datagrams were lost. */
    Report settle(Peers peers, Map<DropReason, Long> dropped, Map<UnsentReason, Long> unsent) {
        return settle(peers, 0, dropped, unsent);
    }

    /**
     * Stops the server. It must have received all datagrams of the peers, and they all of its own; only the given
     * ones may be dropped or unsent.
     *
     * @param lost the number of its datagrams lost in the network; the kernel may have reported these to UDP, but
     *     to no program
     */
    Report settle(Peers peers, long lost, Map<DropReason, Long> dropped, Map<UnsentReason, Long> unsent) {
        Report last = stop();
        last.assertRefusals(dropped, unsent);
        assertEquals(peers.sent(), last.counters().get(Counter.RECEIVED));
        long left = host.counters().sent();
        assertTrue(
                left <= last.counters().get(Counter.SENT)
                        && left >= last.counters().get(Counter.SENT) - lost,
                () -> left + ": " + last);
        peers.awaitReceived(last.counters().get(Counter.SENT) - lost);
        return last;
    }

    /** Stops it with a signal and returns its last counters, which must agree with the kernel's. */
    Report stop() {
        process().signal("TERM");
        assertEquals(0, process().awaitExit());
        Report last = Report.read(report);
        assertTrue(last.counters().balanced(), last::toString);
        assertTrue(last.counters().atRest(), last::toString);
        assertEquals(0, last.counters().get(Counter.LIVE), last::toString);
        assertEquals(host.counters().received(), last.counters().get(Counter.RECEIVED));
        return last;
    }

    @Override
    public void close() {
        running.close();
        try {
            Files.deleteIfExists(report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
