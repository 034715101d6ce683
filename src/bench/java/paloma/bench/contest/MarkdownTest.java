package paloma.bench.contest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MarkdownTest {
    private BenchOptions options =
            BenchOptions.parse(new String[] {"--shapes", "sessions", "--contestants", "paloma-inline,netty-nio,nio"});
    private final Results results = new Results();

    @Test
    void pageStartsWithTheDateAndTheFacts() {
        List<String> lines = Markdown.of(options, Map.of(Machine.DATE, "2026-01-31"), results)
                .lines()
                .toList();
        assertEquals(List.of("# Benchmark of 2026-01-31", "", "- date: 2026-01-31", ""), lines.subList(0, 4));
    }

    @Test
    void onlyTheLargestGapIsListed() {
        against(Contestant.PALOMA_INLINE, 0.50);
        against(Contestant.NIO, 0.60);
        against(Contestant.NETTY_NIO, 0.75);
        String loss =
                "- 1,000,000 sessions, messages/s ÷ at 100: *Paloma, `workers(0)`* 1.50 times behind *Netty NIO, inline*";
        assertTrue(lines().contains(loss), lines()::toString);
    }

    @Test
    void lossOfEachTransportOfPalomaIsListed() {
        options = BenchOptions.parse(new String[] {"--contestants", "paloma-inline,paloma-inline-batch,c-recvmmsg"});
        results.add(Contestant.PALOMA_INLINE, 1, "64x8.cpuMicros", 6);
        results.add(Contestant.PALOMA_INLINE_BATCH, 1, "64x8.cpuMicros", 4.5);
        results.add(Contestant.C_RECVMMSG, 1, "64x8.cpuMicros", 4);
        assertContains("- Server's CPU time per answered message, µs, 64 × 8: *Paloma, `workers(0)`* 1.50 times behind"
                + " *C, recvmmsg/sendmmsg*; *Paloma, `workers(0)`, batch* 1.13 times behind *C, recvmmsg/sendmmsg*");
    }

    @Test
    void manySessionsAreComparedWithC() {
        options = BenchOptions.parse(new String[] {"--contestants", "paloma-pool-batch,c-recvfrom"});
        for (int time = 1; time <= 3; time++) {
            results.add(Contestant.PALOMA_POOL_BATCH, new Turn(1, time), "sessions1000000.throughput", 150_000);
            results.add(Contestant.C_RECVFROM, new Turn(1, time), "sessions1000000.throughput", 100_000);
        }
        assertContains("| messages/s, 1,000,000 sessions: Paloma, default pool, batch ÷ C, recvfrom/sendto"
                + " | 1.50 (1.50–1.50) | – |");
    }

    @Test
    void eachContestantHasTheRatioOfMostToFewestSessions() {
        against(Contestant.PALOMA_INLINE, 0.90, 0.86, 0.80, 0.88, 0.84);
        against(Contestant.NETTY_NIO, 0.70, 0.72, 0.74);
        results.add(Contestant.NIO, 1, "sessions1000000.rssMiB", 300);
        List<String> lines = lines();
        assertTrue(lines.contains("|  | messages/s ÷ at 100 | memory, MiB |"), lines::toString);
        assertTrue(lines.contains("| Paloma, `workers(0)` | 0.86 (0.84–0.88) | – |"), lines::toString);
        assertTrue(lines.contains("| Netty NIO, inline | 0.72 (0.71–0.73) | – |"), lines::toString);
        assertTrue(lines.contains("| plain NIO loop | – | 300 |"), lines::toString);
    }

    @Test
    void ratiosListTheRatioOfPaloma() {
        against(Contestant.PALOMA_INLINE, 0.90, 0.86, 0.80, 0.88, 0.84);
        String row = "| messages/s at 1,000,000 sessions ÷ at 100: Paloma, `workers(0)` | 0.86 (0.84–0.88) | – |";
        assertTrue(lines().contains(row), lines()::toString);
    }

    @Test
    void pageStatesThatSessionsWereMeasuredInTurns() {
        assertContains(
                "At 100 and at 1,000,000 sessions, messages/s and CPU time were measured in turns, 4 times in each of 5"
                        + " rounds;");
        BenchOptions others = BenchOptions.parse(new String[] {"--shapes", "8x1"});
        assertFalse(Markdown.of(others, Map.of(), results).contains("in turns"));
    }

    @Test
    void pageStatesTheNumberOfRoundsWithSessions() {
        options = BenchOptions.parse(new String[] {"--rounds", "7", "--lifetime", "3"});
        assertContains(" 4 times in each of 3 rounds;");
        options = BenchOptions.parse(new String[] {"--rounds", "6", "--lifetime", "3", "--sessions", "500"});
        assertContains(
                "At 500 sessions, messages/s and CPU time were measured 4 times in each of 2 rounds, and memory");
        options = BenchOptions.parse(new String[] {"--rounds", "2", "--lifetime", "3"});
        assertContains(" 4 times in one round;");
    }

    @Test
    void ratioOfAllTurnsFollowsThatOfAdjacentTurns() {
        against(Contestant.NETTY_NIO, 0.70, 0.72, 0.74);
        results.add(Contestant.NETTY_NIO, 1, "sessions1000000.againstFewestInAll", 0.64);
        results.add(Contestant.NETTY_NIO, 4, "sessions1000000.againstFewestInAll", 0.68);
        assertTrue(lines().contains("|  | messages/s ÷ at 100 | in all turns together |"), lines()::toString);
        assertTrue(lines().contains("| Netty NIO, inline | 0.72 (0.71–0.73) | 0.66 (0.65–0.67) |"), lines()::toString);
    }

    @Test
    void shareOfAnUnsaturatedCoreIsPrinted() {
        results.add(Contestant.NIO, new Turn(1, 1), "sessions100000.throughput", 50_000);
        results.add(Contestant.NIO, new Turn(1, 1), "sessions100000.busy", 0.93);
        assertTrue(lines().contains("| plain NIO loop | 50,000, with 93 % of its core |"), lines()::toString);
    }

    @Test
    void ratiosAreOfTheSameRoundOrTurn() {
        against(Contestant.PALOMA_INLINE, 0.90);
        assertTrue(lines().contains("## Ratios of the same round or turn"), lines()::toString);
    }

    @Test
    void jsonNamesTheTurnOfEachValue() {
        against(Contestant.NETTY_NIO, 0.70, 0.72);
        results.add(Contestant.NETTY_NIO, 1, "sessions1000000.rssMiB", 300);
        List<String> turns = Json.of(options, Map.of(), results)
                .lines()
                .filter(line -> line.startsWith("\"turns\""))
                .toList();
        assertEquals(List.of("\"turns\": [\"1.1\", \"1.2\"],", "\"turns\": [\"1\"],"), turns);
    }

    @Test
    void ratioHasAConfidenceInterval() {
        against(Contestant.PALOMA_INLINE, 0.5, 0.1, 0.2, 0.9, 0.3, 0.4, 0.6, 0.7, 0.8);
        String row =
                "| messages/s at 1,000,000 sessions ÷ at 100: Paloma, `workers(0)` | 0.50 (0.30–0.70) | 0.20–0.80 |";
        assertTrue(lines().contains(row), lines()::toString);
    }

    private void against(Contestant contestant, double... ratios) {
        for (int i = 0; i < ratios.length; i++) {
            results.add(contestant, new Turn(1, i + 1), "sessions1000000.againstFewest", ratios[i]);
        }
    }

    private void assertContains(String text) {
        assertTrue(lines().stream().anyMatch(line -> line.contains(text)), lines()::toString);
    }

    private List<String> lines() {
        return Markdown.of(options, Map.of(), results).lines().toList();
    }
}
