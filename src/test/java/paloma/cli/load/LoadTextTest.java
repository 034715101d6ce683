package paloma.cli.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static paloma.load.report.NamedCounts.counts;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Plan;
import paloma.load.plan.SourceAddresses;
import paloma.load.report.EndReason;
import paloma.load.report.LoadReport;
import paloma.load.report.LoadReports;
import paloma.load.report.ProgressSnapshot;

class LoadTextTest {
    private static final LoadProfile TURNS = LoadProfile.turns(100, Duration.ZERO);
    private static final LoadProfile STEADY =
            LoadProfile.schedule(500, 500, Duration.ofSeconds(2), Duration.ofSeconds(18));

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final AsyncPrinter out = new AsyncPrinter(
            "test-stdout", text -> shown.writeBytes(text.getBytes(StandardCharsets.UTF_8)), n -> n + " left out");
    private long now = 5_000;

    @AfterEach
    void close() {
        out.close();
    }

    @Test
    void theTableShowsEveryFigure() {
        LoadReport report = LoadReports.of(
                TURNS,
                EndReason.DONE,
                "sent 1000, answered 990, late 4, lost 6, readLate 71, duplicated 3, "
                        + "reordered 2, corrupted 1, foreign 8",
                OptionalLong.of(0),
                1_000_000,
                2_500_000,
                90_000_000);
        assertEquals("""
                10 clientes × 100 mensajes de 64 bytes, procesos: 2
                enviados                                     1000
                respondidos                                   990
                perdidos                                        6
                tarde                                           4
                duplicados                                      3
                desordenados                                    2
                dañados                                         1
                ajenos                                          8
                mensajes por segundo                          495
                latencia p50                                2.501 ms
                latencia p90                               90.046 ms
                latencia p99                               90.046 ms
                latencia p99.9                             90.046 ms
                latencia p99.99                            90.046 ms
                latencia máxima                            90.046 ms
                respuestas leídas más de 1 ms tarde         7.143 %
                procesador por mensaje                      3.000 µs
                procesador del servidor por mensaje         6.000 µs
                descartados por el núcleo en el servidor        7
                descartados por el núcleo en los clientes       0
                """, table(report, Language.ES));
    }

    @Test
    void aScheduleShowsDelayAndLateness() {
        LoadReport report = LoadReports.scheduled("sent 198, unsent 1, skipped 1, behind 3, queued 4, lost 198");
        assertEquals("""
                10 clients, 100 messages/s of 64 bytes for 2 s, processes: 2
                sent                                    198
                not sent                                  1
                not sent in time                          1
                waited for room in the kernel             4
                answered                                  0
                lost                                    198
                late                                      0
                duplicated                                0
                reordered                                 0
                corrupted                                 0
                foreign                                   0
                messages per second                       0
                own delay p99                         3.000 ms
                sent more than 1 ms late              2.000 %
                processor time per message           15.152 µs
                server's processor time per message  30.303 µs
                dropped by the kernel at the server       7
                """, table(report, Language.EN));
    }

    @Test
    void onlyCausesOfTheGeneratorLimitAreReported() {
        VerdictText verdict = new VerdictText(Messages.of(Language.EN), FigureFormat.CONSOLE);
        LoadReport report = LoadReports.scheduled("sent 198, unsent 1, skipped 1, behind 3, lost 198");
        String behind = "The generator was the limit, not the server: 2.00 % of the messages left more than 1 ms late";
        String unsent = "The generator was the limit, not the server: 1 message could not be sent";
        assertEquals(List.of(behind, unsent), verdict.limitLines(report, 1.99));
        assertEquals(List.of(unsent), verdict.limitLines(report, 2));
        LoadReport readLate = LoadReports.scheduled("sent 100, behind 1, answered 100, readLate 7");
        assertEquals(
                List.of(
                        "The generator was the limit, not the server: 7.00 % of the answers waited here for more than 1 ms"
                                + " before they were read"),
                verdict.limitLines(readLate, 1));
        assertEquals(List.of(), verdict.limitLines(readLate, 7));
        LoadReport queued = LoadReports.scheduled("sent 100, queued 3, answered 100");
        assertEquals(
                List.of(
                        "The generator was the limit, not the server: 3.00 % of the messages had to wait for room in the"
                                + " kernel before they left"),
                verdict.limitLines(queued, 2.9));
        assertEquals(List.of(), verdict.limitLines(queued, 3));
        LoadReport dropped = LoadReports.of(TURNS, EndReason.DONE, "sent 9, answered 9", OptionalLong.of(3));
        assertEquals(
                List.of(
                        "The generator was the limit, not the server: the kernel dropped 3 answers at the clients' sockets"),
                verdict.limitLines(dropped, 0));
        assertEquals(List.of(), verdict.limitLines(LoadReports.scheduled("sent 9, answered 9"), 0));
    }

    @Test
    void aRampShowsItsKnee() {
        LoadProfile ramp = LoadProfile.schedule(5, 15, Duration.ZERO, Duration.ofMillis(2_500));
        LoadReport report = LoadReports.of(ramp, EndReason.DONE, "sent 20, answered 19, lost 1", 1_000_000, 1_000_000);
        String[] lines = table(report, Language.EN).split("\n");
        assertEquals("10 clients, 5 to 15 messages/s of 64 bytes in 2.5 s, processes: 2", lines[0]);
        assertEquals("Knee: 10 messages/s, in second 1", lines[lines.length - 1]);
        LoadReport withoutKnee = LoadReports.of(ramp, EndReason.DONE, "sent 10, answered 10", 1_000_000);
        lines = table(withoutKnee, Language.EN).split("\n");
        assertEquals("Knee: none up to 15 messages/s", lines[lines.length - 1]);
    }

    @Test
    void oneOfAThingIsSingular() {
        LoadReport turn = LoadReports.of(LoadProfile.turns(1, Duration.ZERO), EndReason.DONE, "sent 1, answered 1");
        assertEquals(
                "10 clients × 1 message of 64 bytes, processes: 2",
                table(turn, Language.EN).split("\n")[0]);
        assertEquals(
                "10 clientes × 1 mensaje de 64 bytes, procesos: 2",
                table(turn, Language.ES).split("\n")[0]);
        Duration second = Duration.ofSeconds(1);
        LoadReport window = LoadReports.of(
                LoadProfile.window(1, Duration.ZERO, Duration.ZERO, second), EndReason.DONE, "sent 1, answered 1");
        assertEquals(
                "10 clients with 1 message on its way, of 64 bytes, for 1 s, processes: 2",
                table(window, Language.EN).split("\n")[0]);
        LoadReport rate =
                LoadReports.of(LoadProfile.schedule(1, 1, Duration.ZERO, second), EndReason.DONE, "sent 1, answered 1");
        assertEquals(
                "10 clientes, 1 mensaje/s de 64 bytes durante 1 s, procesos: 2",
                table(rate, Language.ES).split("\n")[0]);
        LoadReport dropped = LoadReports.of(TURNS, EndReason.DONE, "sent 9, answered 9", OptionalLong.of(1));
        assertEquals(
                List.of(
                        "The generator was the limit, not the server: the kernel dropped 1 answer at a client's socket"),
                new VerdictText(Messages.of(Language.EN), FigureFormat.CONSOLE).limitLines(dropped, 0));
    }

    @Test
    void aWindowIsShown() {
        LoadProfile window = LoadProfile.window(4, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(3));
        LoadReport report = LoadReports.of(window, EndReason.DONE, "sent 10, answered 10", 1_000_000);
        assertEquals(
                "10 clients with 4 messages on their way, of 64 bytes, for 3 s, processes: 2",
                table(report, Language.EN).split("\n")[0]);
    }

    @Test
    void onATerminalTheProgressRewritesAndErasesItsLine() {
        LoadProgress progress = progress(TURNS, true);
        progress.show(snapshot(0, 0));
        assertEquals("", shown());
        now += 2_000_000_000L;
        progress.show(snapshot(510, 490));
        assertEquals(
                "\r\033[K50 %  500 of 1000  245 messages/s  10 outstanding  10 missing (2.00 %)  p99 1.500 ms  2 s left",
                shown());
        now += 100_000_000L;
        progress.show(snapshot(600, 590));
        assertEquals("", shown());
        progress.clear();
        assertEquals("\r\033[K", shown());
    }

    @Test
    void onATerminalALineOf100PercentIsRewritten() {
        LoadProgress progress = progress(LoadProfile.schedule(5, 5, Duration.ZERO, Duration.ofSeconds(4)), true);
        progress.show(snapshot(0, 0));
        for (int outstanding = 10; outstanding >= 8; outstanding--) {
            now += 4_000_000_000L;
            progress.show(snapshot(20, 10 - outstanding));
            assertEquals(
                    "\r\033[K100 %  0 messages/s  " + outstanding
                            + " outstanding  10 missing ("
                            + (outstanding == 10 ? "100.00" : outstanding == 9 ? "90.91" : "83.33")
                            + " %)  p99 1.500 ms  0 s left",
                    shown());
        }
    }

    @Test
    void onAPipeTheProgressIsALineASecondWithTheWarmUpMarked() {
        LoadProgress progress = progress(STEADY, false);
        progress.show(snapshot(0, 0));
        now += 999_000_000L;
        progress.show(snapshot(0, 0));
        assertEquals("", shown());
        now += 1_000_000L;
        progress.show(snapshot(0, 0));
        assertLine("5 %  warm-up, nothing counts yet  19 s left");
        now += 999_000_000L;
        progress.show(snapshot(0, 0));
        assertEquals("", shown());
        now += 500_000_000L;
        // Half a second after the warm-up.
        progress.show(snapshot(250, 220));
        assertEquals("", shown());
        now += 501_000_000L;
        progress.show(snapshot(500, 480));
        assertLine("15 %  480 messages/s  10 outstanding  10 missing (2.04 %)  p99 1.500 ms  17 s left");
        now += 2_000_000_000L;
        progress.show(snapshot(1_500, 1_480));
        assertLine("25 %  500 messages/s  10 outstanding  10 missing (0.67 %)  p99 1.500 ms  15 s left");
        now += 20_000_000_000L;
        progress.show(snapshot(1_500, 1_480));
        assertLine("100 %  0 messages/s  10 outstanding  10 missing (0.67 %)  p99 1.500 ms  0 s left");
        // The last answers are awaited.
        now += 1_000_000_000L;
        progress.show(snapshot(1_500, 1_481));
        assertEquals("", shown());
        progress.clear();
        assertEquals("", shown());
    }

    @Test
    void withoutCompletedMessagesNoneIsMissing() {
        LoadProgress progress = progress(LoadProfile.schedule(5, 5, Duration.ZERO, Duration.ofSeconds(4)), false);
        progress.show(snapshot(0, 0));
        now += 1_000_000_000L;
        progress.show(snapshot(0, 0));
        assertLine("25 %  0 messages/s  0 outstanding  0 missing (0.00 %)  p99 1.500 ms  3 s left");
    }

    private void assertLine(String line) {
        assertEquals(line + "\n", shown());
    }

    private static ProgressSnapshot snapshot(long sent, long answered) {
        long lost = sent == 0 ? 0 : 10;
        return new ProgressSnapshot(counts("sent %d, answered %d, lost %d".formatted(sent, answered, lost)), 1_500_000);
    }

    private LoadProgress progress(LoadProfile profile, boolean live) {
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);
        Duration timeout = Duration.ofSeconds(2);
        Plan plan = new Plan(server, 10, profile, 64, 64, timeout, "", "", "", SourceAddresses.ANY, 0);
        return new LoadProgress(plan, Messages.of(Language.EN), out, live, () -> now);
    }

    /** Returns the output since the last call. */
    private String shown() {
        out.drain();
        String text = shown.toString(StandardCharsets.UTF_8);
        shown.reset();
        return text;
    }

    private static String table(LoadReport report, Language language) {
        return new LoadTable(Messages.of(language)).of(report).replace(System.lineSeparator(), "\n");
    }
}
