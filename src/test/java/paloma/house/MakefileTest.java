package paloma.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** The targets of the Makefile, as users see them. */
class MakefileTest {
    /** Short targets, and those whose prerequisites print a line. */
    private static final List<String> WITHOUT_A_LINE =
            List.of("build", "run-server", "run-client", "load", "clean", "help");

    @Test
    void helpListsTheTargetsOfUsersFirst() {
        Needs.command("make");
        try (PalomaProcess help = Launch.command("make", "-s", "help").start()) {
            assertEquals(0, help.awaitExit(), help.stderr());
            List<String> rows = help.stdoutLines();
            List<String> targets = rows.stream()
                    .filter(row -> row.matches("  [a-z-]+ {2,}.*"))
                    .map(row -> row.strip().split(" ")[0])
                    .toList();
            assertEquals(WITHOUT_A_LINE, targets.subList(0, WITHOUT_A_LINE.size()));
            assertTrue(targets.containsAll(List.of("test", "bench", "reproducible")), targets::toString);
            assertTrue(rows.indexOf("Use Paloma:") == 0, help.stdout());
            assertTrue(rows.contains("Develop Paloma:"), help.stdout());
            assertTrue(rows.stream().anyMatch(row -> row.startsWith("  make run-server ARGS=\"--port")), help.stdout());
        }
    }

    @Test
    void aTargetThatTakesLongPrintsALineFirst() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("Makefile"));
        List<String> silent = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).matches("[a-z-]+:.* ## .*")) {
                String target = lines.get(i).split(":")[0];
                if (!WITHOUT_A_LINE.contains(target) && !lines.get(i + 1).startsWith("\t$(call say,")) {
                    silent.add(target);
                }
            }
        }
        assertEquals(List.of(), silent);
    }
}
