package paloma.sim;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MutantsTest {
    static Iterable<Mutants.Mutant> mutants() {
        return Mutants.MUTANTS;
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void everyMutantMatchesTheSourceOnce(Mutants.Mutant mutant) throws IOException {
        Path source = Path.of("src", "main", "java", "paloma", mutant.mutation().file());
        assertNotEquals(Files.readString(source), mutant.mutation().changed());
    }
}
