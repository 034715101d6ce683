package paloma.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A soak runs and distinguishes growth from noise; only a long one shows whether a server stays flat. */
@Tag("slow")
class SoakTest {
    private static final long MIB = 1 << 20;

    private static List<String> growth(IntFunction<Sample> samples) {
        return new Trend(IntStream.range(0, 60).mapToObj(samples).toList()).growth();
    }

    @Test
    void noiseIsNoGrowth() {
        assertEquals(List.of(), growth(i -> new Sample(20 * MIB + i % 7 * 50_000, 15 + i % 3, 120 + i % 4, 70_000)));
    }

    @Test
    void warmUpIsNoGrowth() {
        assertEquals(List.of(), growth(i -> new Sample(Math.min(i + 1, 12) * MIB, 15, 120, 70_000)));
    }

    @Test
    void growingValueIsNamed() {
        assertEquals(
                List.of("heap bytes grew from 10,000,000 to 20,000,000"),
                growth(i -> new Sample(i < 30 ? 10_000_000 : 20_000_000, 15, 120, 70_000)));
        assertTrue(growth(i -> new Sample(20 * MIB, 15 + i / 5, 120, 70_000))
                .get(0)
                .startsWith("threads grew"));
        assertTrue(growth(i -> new Sample(20 * MIB, 15, 120 + i, 70_000)).get(0).startsWith("descriptors grew"));
        assertTrue(growth(i -> new Sample(20 * MIB, 15, 120, i * 65_536L))
                .get(0)
                .startsWith("bytes of direct memory grew"));
    }

    @Test
    void tooFewSamplesAreRefused() {
        Trend trend = new Trend(List.of(Sample.take()));
        assertEquals(
                "1 samples; it takes 12",
                assertThrows(IllegalStateException.class, trend::growth).getMessage());
    }

    @Test
    void shortSoakIsBalanced() throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        List<String> wrong = new Soak(new PrintStream(output, true, StandardCharsets.UTF_8)).run(Duration.ofSeconds(3));
        assertEquals(List.of(), wrong, () -> output.toString(StandardCharsets.UTF_8));
    }
}
