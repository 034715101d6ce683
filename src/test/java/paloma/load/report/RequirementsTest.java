package paloma.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementsTest {
    /** In 2 s; half of the latencies are 1 ms and half are 4 ms. */
    private static final LoadReport REPORT = LoadReports.scheduled(
            "sent 200, behind 2, answered 190, late 3, lost 7, readLate 2, "
                    + "duplicated 4, reordered 5, corrupted 6, foreign 8",
            1_000_000,
            4_000_000);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p50<1.1ms",
                "p50 <= 2ms",
                "p99.9<5ms",
                "max<4100us",
                "max>3ms",
                "p99>0.003s",
                "P99<5MS",
                "loss<5.1%",
                "loss<=5%",
                "behind<=1%",
                "held<1.1%",
                "rate>94",
                "rate>=95",
                "rate<96",
                "lost<8",
                "late<4",
                "duplicated<5",
                "reordered<6",
                "corrupted<7",
                "foreign<9"
            })
    void theRequirementIsMet(String text) {
        assertEquals(List.of(), Requirements.parse(text).unmet(REPORT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p50<0.9ms",
                "p50>2ms",
                "p99.9<4ms",
                "max<=3ms",
                "p99<0.003s",
                "loss<5%",
                "behind<1%",
                "held<1%",
                "rate>95",
                "lost<7",
                "late<3",
                "duplicated<4",
                "reordered<5",
                "corrupted<6",
                "foreign<8"
            })
    void theRequirementIsUnmet(String text) {
        assertEquals(List.of(text), Requirements.parse(text).unmet(REPORT));
    }

    @Test
    void unmetRequirementsAreReportedAsWritten() {
        Requirements requirements = Requirements.parse("p50<2ms, p99<3ms,loss<0.1%");
        assertEquals(List.of("p99<3ms", "loss<0.1%"), requirements.unmet(REPORT));
    }

    @Test
    void withoutAnswersNoLatencyRequirementIsMet() {
        LoadReport unanswered = LoadReports.scheduled("sent 200, lost 200");
        assertEquals(List.of("p99<5s"), Requirements.parse("p99<5s").unmet(unanswered));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "p99",
                "p99<",
                "p99=5ms",
                "p99<5",
                "p99<5%",
                "p100<5ms",
                "p99<5min",
                "loss<5",
                "loss<5ms",
                "rate>5%",
                "rate>5ms",
                "speed<5",
                "p99<5ms,",
                "p99<-1ms",
                "p99<5ms;loss<1%"
            })
    void anInvalidRequirementIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Requirements.parse(text));
    }
}
