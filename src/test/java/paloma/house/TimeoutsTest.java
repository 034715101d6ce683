package paloma.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class TimeoutsTest {
    private final List<String> tried = new ArrayList<>();

    @Test
    void awaitilityUsesTheCommonTimeout() throws Exception {
        Object limits = new PrivateField(Awaitility.class, "defaultWaitConstraint").of(null);
        assertEquals(
                Timeouts.LIMIT, limits.getClass().getMethod("getMaxWaitTime").invoke(limits));
    }

    @Test
    void firstSufficientTimeoutDecides() {
        Timeouts.withLongerAndLonger(
                time -> {
                    tried.add(time);
                    assertEquals("4s", time);
                },
                "1s",
                "4s",
                "20s");
        assertEquals(List.of("1s", "4s"), tried);
    }

    @Test
    void failureAtEveryTimeoutIsAFailure() {
        AssertionError failure = assertThrows(
                AssertionError.class, () -> Timeouts.withLongerAndLonger(time -> fail("with " + time), "1s", "4s"));
        assertEquals("with 4s", failure.getMessage());
        assertEquals("with 1s", failure.getSuppressed()[0].getMessage());
    }

    @Test
    void exceptionIsNotRetried() {
        AssertionError failure = assertThrows(
                AssertionError.class,
                () -> Timeouts.withLongerAndLonger(
                        time -> {
                            tried.add(time);
                            throw new IOException("none");
                        },
                        "1s",
                        "4s"));
        assertEquals("none", failure.getCause().getMessage());
        assertEquals(List.of("1s"), tried);
    }
}
