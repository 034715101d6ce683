package paloma.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearMissTest {
    private static final List<String> NAMES = List.of(
            "--host", "--port", "--idle-timeout", "--max-sessions", "--max-sessions-per-address", "--max-rate", "-h");

    @ParameterizedTest
    @CsvSource({
        "--prot, --port",
        "-port, --port",
        "--hst, --host",
        "--HOST, --host",
        "--hhost, --host",
        "--max-session, --max-sessions",
        "--maxsessionsperadress, --max-sessions-per-address",
        "--timeout, --idle-timeout",
        "--idle, --idle-timeout",
        "--hostname, --host"
    })
    void theNearestNameIsFound(String typed, String name) {
        assertEquals(Optional.of(name), NearMiss.of(typed, NAMES));
    }

    @ParameterizedTest
    @CsvSource({"--bogus", "-x", "--", "--max", "--sessions", "--po"})
    void aDistantOrAmbiguousWordHasNone(String typed) {
        assertEquals(Optional.empty(), NearMiss.of(typed, NAMES));
    }

    @Test
    void aLongWordHasNone() {
        assertEquals(Optional.empty(), NearMiss.of("--host" + "x".repeat(1_000_000), NAMES));
    }
}
