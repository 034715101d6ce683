package paloma.bench.contest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadmeTableTest {
    private final BenchOptions options =
            BenchOptions.parse(new String[] {"--contestants", "nio,paloma-inline-batch,mina-pool,c-recvfrom"});
    private final Results results = new Results();

    @Test
    void sourceNamesTheRunAndItsConditions() {
        Map<String, String> machine = Map.of(
                Machine.DATE, "2026-01-31",
                Machine.COMMAND, "scripts/bench.sh",
                Machine.CORES, "2 × Processor",
                Machine.KERNEL, "6.18.44",
                Machine.JDK, "25.0.1+8-LTS, OpenJDK 64-Bit Server VM");
        List<String> lines = ReadmeTable.of(options, machine, results).lines().toList();
        assertEquals(
                "From [the run of 2026-01-31](src/site/markdown/benchmarks/2026-01-31.md): `scripts/bench.sh` on"
                        + " 2 × Processor cores, loopback,",
                lines.get(0));
        assertEquals(
                "Linux 6.18, JDK 25, echo of 64 bytes, medians of 45 rounds. The server has one core, the load the other.",
                lines.get(1));
        assertEquals("", lines.get(2));
    }

    @Test
    void rowsAreMediansInFixedOrder() {
        for (int round = 1; round <= 3; round++) {
            results.add(Contestant.C_RECVFROM, round, "64x8.cpuMicros", 6 + round / 10.0);
            results.add(Contestant.PALOMA_INLINE_BATCH, round, "64x8.throughput", 160_000 + round);
        }
        results.add(Contestant.PALOMA_INLINE_BATCH, 1, "sessions1000000.rssMiB", 300);
        results.add(Contestant.NIO, 1, "paced.p50Micros", 50);
        results.addOverload(Contestant.MINA_POOL, 100_000);
        assertEquals(
                List.of(
                        "| Paloma, `workers(0)`, batch | – | 160,002 | – | – | 300 | – |",
                        "| C, recvfrom/sendto | 6.20 | – | – | – | – | – |",
                        "| MINA, ordered executor | – | – | – | not reached | not reached | – |"),
                rows());
    }

    @Test
    void headingNamesTheNumberOfSessionsAndTheRate() {
        String heading = ReadmeTable.of(options, Map.of(), results)
                .lines()
                .filter(line -> line.startsWith("|  |"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                "|  | CPU per message, 64 × 8, µs | messages/s, 64 × 8 | p50 at 20,000 messages/s, µs"
                        + " | messages/s, 1,000,000 sessions | memory, MiB, 1,000,000 sessions | first answer, ms |",
                heading);
    }

    private List<String> rows() {
        return ReadmeTable.of(options, Map.of(), results)
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("|  |"))
                .toList();
    }
}
