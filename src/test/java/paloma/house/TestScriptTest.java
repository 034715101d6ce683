package paloma.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** The summary of {@code make test} after Maven, which is a shell here that writes reports. */
class TestScriptTest {
    private static final int MAX_LINES = 10;
    private static final String END = "the end of Maven's output\n";

    @TempDir
    private Path project;

    @BeforeEach
    void copyTheScript() throws IOException {
        Files.createDirectories(project.resolve("scripts"));
        Files.copy(Path.of("scripts/test.sh"), project.resolve("scripts/test.sh"));
        Files.createDirectories(project.resolve("target/surefire-reports"));
        Files.createDirectories(project.resolve("target/failsafe-reports"));
    }

    /** A report of one test in {@code folder}, which the build writes again when it is {@code written}. */
    private String report(String folder, String suite, String outcome) throws IOException {
        String counts = outcome.isEmpty()
                ? "tests=\"2\" errors=\"0\" skipped=\"1\" failures=\"0\""
                : "tests=\"1\" errors=\"0\" skipped=\"0\" failures=\"1\"";
        Files.writeString(project.resolve(suite + ".xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite name="paloma.%s" time="1.0" %s flakes="0">
                  <properties/>
                  <testcase name="aFact(int)[1]" classname="paloma.%s" time="0.1">
                    %s
                    <system-out><![CDATA[
                <failure message="only printed" type="Printed">
                ]]></system-out>
                  </testcase>
                </testsuite>
                """.formatted(suite, counts, suite, outcome));
        return "cp " + suite + ".xml target/" + folder + "-reports/TEST-paloma." + suite + ".xml; ";
    }

    /** Runs the script around a build of {@code commands}; returns the output after the build's own. */
    private List<String> summary(int status, String commands) {
        return summary(status, status, commands);
    }

    /** @param expected the script's exit status */
    private List<String> summary(int status, int expected, String commands) {
        String build = commands + "printf \"" + END.replace("\n", "\\n") + "\"; exit " + status;
        try (PalomaProcess script = Launch.command(
                        project.resolve("scripts/test.sh").toString(), "sh", "-c", build)
                .start()) {
            assertEquals(expected, script.awaitExit(), script.stdout() + script.stderr());
            assertEquals("", script.stderr());
            String all = script.stdout();
            List<String> lines =
                    all.substring(all.indexOf(END) + END.length()).lines().toList();
            assertTrue(lines.size() <= MAX_LINES, all);
            return lines;
        }
    }

    @Test
    void successIsTheCountOfAllTests() throws IOException {
        String both = report("surefire", "OneTest", "") + report("failsafe", "OneIT", "");
        assertEquals(List.of("Tests run: 4, Failures: 0, Errors: 0, Skipped: 2"), summary(0, both));
    }

    @Test
    void failuresAreListedWithTheFirstLineOfTheirMessages() throws IOException {
        String commands = report("surefire", "GoodTest", "")
                + report(
                        "failsafe",
                        "BadIT",
                        "<failure message=\"expected: &lt;1&gt; &amp; &quot;x&quot;&#10;second line\" type=\"T\"><![CDATA[T:\n"
                                + "at x]]></failure>")
                + report("surefire", "WorseTest", "<error type=\"java.lang.Oops\"><![CDATA[at x]]></error>");
        assertEquals(
                List.of(
                        "FAILED: 2 tests; the full report of each is target/surefire-reports/CLASS.txt or"
                                + " target/failsafe-reports/CLASS.txt",
                        "paloma.WorseTest.aFact(int)[1]: java.lang.Oops",
                        "paloma.BadIT.aFact(int)[1]: expected: <1> & \"x\"",
                        "Tests run: 4, Failures: 2, Errors: 0, Skipped: 1"),
                summary(1, commands));
    }

    @Test
    void manyFailuresTakeTenLines() throws IOException {
        StringBuilder commands = new StringBuilder();
        for (int i = 10; i < 30; i++) {
            commands.append(report("surefire", "A" + i + "Test", "<failure message=\"no\" type=\"T\"/>"));
        }
        List<String> lines = summary(1, commands.toString());
        assertEquals(MAX_LINES, lines.size());
        assertEquals("paloma.A10Test.aFact(int)[1]: no", lines.get(1));
        assertEquals("and 13 more", lines.get(8));
        assertEquals("Tests run: 20, Failures: 20, Errors: 0, Skipped: 0", lines.get(9));
    }

    @Test
    void reportsOfAnEarlierBuildAreNotCounted() throws IOException {
        report("surefire", "OldTest", "<failure type=\"T\"/>");
        Files.copy(project.resolve("OldTest.xml"), project.resolve("target/surefire-reports/TEST-paloma.OldTest.xml"));
        assertEquals(
                List.of("Tests run: 2, Failures: 0, Errors: 0, Skipped: 1"),
                summary(0, report("surefire", "NewTest", "")));
    }

    @Test
    void aBuildWithoutATestFails() {
        assertEquals(
                List.of("FAILED: no test ran", "Tests run: 0, Failures: 0, Errors: 0, Skipped: 0"), summary(0, 1, ""));
    }

    @Test
    void aBuildThatFailsBeforeAnyTestShowsItsErrors() {
        String errors = """
                cat <<'ERRORS'
                [INFO] nothing of interest
                [ERROR] COMPILATION ERROR :
                [ERROR] /src/X.java:[3,4] cannot find symbol
                [ERROR] Failed to execute goal org.x:compile: Compilation failure
                [ERROR] /src/X.java:[3,4] cannot find symbol
                [ERROR]
                [ERROR] -> [Help 1]
                [ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.
                [ERROR] Re-run Maven using the -X switch to enable full debug logging.
                [ERROR] For more information about the errors and possible solutions, please read the following articles:
                [ERROR] [Help 1] http://example.org
                ERRORS
                """;
        assertEquals(
                List.of(
                        "FAILED: no test failed, but the build",
                        "COMPILATION ERROR :",
                        "/src/X.java:[3,4] cannot find symbol",
                        "Failed to execute goal org.x:compile: Compilation failure",
                        "Tests run: 0, Failures: 0, Errors: 0, Skipped: 0"),
                summary(1, errors));
    }
}
