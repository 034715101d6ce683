package paloma.bench.contest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void confidenceIntervalHasTheRanksOfTheSignTest() {
        assertEquals(List.of(), samples(5).confidence());
        assertEquals(List.of(1.0, 6.0), samples(6).confidence());
        // Ranks from tables of the sign test.
        assertEquals(List.of(6.0, 15.0), samples(20).confidence());
        assertEquals(List.of(16.0, 30.0), samples(45).confidence());
        assertEquals(List.of(469.0, 532.0), samples(1_000).confidence());
        assertEquals(List.of(1_938.0, 2_063.0), samples(4_000).confidence());
    }

    private static Samples samples(int count) {
        return new Samples(IntStream.rangeClosed(1, count)
                .boxed()
                .collect(Collectors.toMap(round -> new Turn(round, 0), Integer::doubleValue)));
    }
}
