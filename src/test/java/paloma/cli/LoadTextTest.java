package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import paloma.load.Counts;
import paloma.load.Ending;
import paloma.load.Plan;
import paloma.load.Report;
import paloma.load.Result;

class LoadTextTest {
    private static final Plan PLAN = new Plan(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080),
            10,
            100,
            64,
            Duration.ofSeconds(2),
            "",
            "",
            "",
            0);
    private static final Counts COUNTS = new Counts(1_000, 0, 990, 4, 6, 3, 2, 1);

    @Test
    void theTableTellsEveryFigure() {
        Report report = report(COUNTS, OptionalLong.of(7), OptionalLong.of(0), 1_000_000, 2_500_000, 90_000_000);
        assertEquals("""
                10 clientes × 100 mensajes de 64 bytes, procesos: 2
                enviados                                     1000
                respondidos                                   990
                perdidos                                        6
                tarde                                           4
                incorrectos                                     3
                desordenados                                    2
                duplicados                                      1
                mensajes por segundo                          495
                latencia p50                                2.501 ms
                latencia p99                               90.046 ms
                latencia máxima                            90.046 ms
                descartados por el núcleo en el servidor        7
                descartados por el núcleo en los clientes       0
                """, table(report, Language.ES));
    }

    @Test
    void whatNobodyKnowsOrDidNotHappenHasNoLine() {
        Counts none = new Counts(5, 2, 0, 0, 5, 0, 0, 0);
        assertEquals("""
                10 clients × 100 messages of 64 bytes, processes: 2
                sent                 5
                not sent             2
                answered             0
                lost                 5
                late                 0
                wrong                0
                out of order         0
                duplicated           0
                messages per second  0
                """, table(report(none, OptionalLong.empty(), OptionalLong.empty()), Language.EN));
    }

    @Test
    void theProgressIsOneLine() {
        LoadProgress progress = new LoadProgress(PLAN, Words.of(Language.EN), null);
        Counts half = new Counts(510, 0, 490, 0, 10, 0, 0, 0);
        assertEquals("50 %  500 of 1000  245 messages/s  10 lost  2 s left", progress.line(half, 2_000_000_000L));
        assertEquals(
                "0 %  0 of 1000  0 messages/s  0 lost  0 s left",
                progress.line(new Counts(10, 0, 0, 0, 0, 0, 0, 0), 2_000_000_000L));
    }

    @Test
    void theProgressRewritesItsLineAndTakesItAway() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LoadProgress progress =
                new LoadProgress(PLAN, Words.of(Language.EN), new PrintStream(out, false, StandardCharsets.UTF_8));
        progress.show(COUNTS);
        progress.clear();
        String shown = out.toString(StandardCharsets.UTF_8);
        assertEquals("\r\033[K100 %", shown.substring(0, 9));
        assertEquals("\r\033[K", shown.substring(shown.length() - 4));
        assertEquals(-1, shown.indexOf('\n'));
    }

    @Test
    void withoutATerminalThereIsNoProgress() {
        LoadProgress progress = new LoadProgress(PLAN, Words.of(Language.EN), null);
        progress.show(COUNTS);
        progress.clear();
    }

    private static String table(Report report, Language language) {
        return new LoadTable(Words.of(language)).of(report, 2).replace(System.lineSeparator(), "\n");
    }

    private static Report report(Counts counts, OptionalLong serverDrops, OptionalLong clientDrops, long... nanos) {
        Histogram latencies = new Histogram(3);
        for (long latency : nanos) {
            latencies.recordValue(latency);
        }
        return new Report(PLAN, new Result(Ending.DONE, counts, 2_000_000_000L, clientDrops, latencies), serverDrops);
    }
}
