package paloma.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.house.Needs;
import paloma.house.Timeouts;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/**
 * Runs the commands of the pages unchanged, except for the port, which is the test server's, shorter times, lower
 * rates, and the exit status of a busy machine.
 */
class PageCommandsIT {
    private static final Pattern LISTENING = Pattern.compile("UDP server listening on \\S+:(\\d+)");
    private static final String LOAD = "scripts/load.sh ";
    private static final String JAR = "java -jar target/paloma.jar ";
    private static final String NETCAT = " | nc -u -w1 ";

    @TempDir
    private Path folder;

    /** Whether the test below runs it. */
    static boolean canRun(MarkdownPage.Command command) {
        return command.line().startsWith(LOAD)
                || command.line().startsWith(JAR)
                || command.line().contains(NETCAT);
    }

    static List<MarkdownPage.Command> commands() throws IOException {
        return MarkdownPage.allBlocks().stream()
                .filter(block -> block.isShell() && block.marker().isEmpty())
                .flatMap(block -> block.commands().stream())
                .filter(PageCommandsIT::canRun)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandOfThePagesWorks(MarkdownPage.Command command) {
        if (command.line().contains(NETCAT)) {
            Needs.command("nc");
        }
        try (PalomaProcess server = PalomaProcess.start("server", "--lang=en", "--port=0", "--quiet")) {
            String greeting = server.awaitStdout(line -> LISTENING.matcher(line).matches());
            String port = LISTENING.matcher(greeting).replaceAll("$1");
            try (PalomaProcess shell = Launch.command("sh", "-c", shortened(command.line(), port))
                    .withEnvironment("JAVA_HOME", System.getProperty("java.home"))
                    .start()) {
                shell.closeStdin();
                assertEquals(0, shell.awaitExit(), () -> shell.stdout() + shell.stderr());
                if (!command.output().isEmpty()) {
                    assertEquals(command.output(), shell.stdout().strip());
                }
            }
        }
    }

    private String shortened(String line, String port) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String shorter = line.replaceAll(" +#.*", "")
                .replace("8080", port)
                // Ends with the first answer, however late.
                .replace(NETCAT, " | nc -u -W1 ")
                .replace(JAR, "'" + java + "' -jar '" + System.getProperty("paloma.jar") + "' ")
                .replace("30s", "1s")
                .replace("--rate max", "--rate max --duration 1s --warmup 0s")
                .replace("--think 1s", "--think 10ms")
                .replace("50000", "500")
                .replace("1000:100000", "100:900")
                .replace("--html target", "--html " + folder);
        return line.startsWith(LOAD)
                ? shorter + " --timeout " + Timeouts.OPTION + " --max-loss 100% --max-behind 100%"
                : shorter;
    }

    /** In the first column of a table of the pages; the options of load are on another page. */
    @ParameterizedTest
    @ValueSource(strings = {"server", "client", "load"})
    void theTablesOfThePagesHaveEveryOption(String command) throws IOException {
        Set<String> options = new TreeSet<>();
        try (PalomaProcess help = PalomaProcess.start(command, "--lang=en", "--help")) {
            assertEquals(0, help.awaitExit());
            help.stdoutLines().forEach(line -> options.addAll(matches("^ +(?:-\\w, )?(--[a-z-]+)", line)));
        }
        options.removeAll(Set.of("--help", "--version"));
        assertTrue(options.size() > 3, options::toString);
        Set<String> described = new TreeSet<>();
        for (String page : command.equals("load") ? List.of("load.md") : List.of("operate.md", "limits.md")) {
            described.addAll(optionsOf(MarkdownPage.of(MarkdownPage.SITE.resolve(page))));
        }
        assertTrue(described.containsAll(options), () -> described + " lacks some of " + options);
    }

    /** The tables contain existing options only. */
    @Test
    void everyOptionOfATableExists() throws IOException {
        Set<String> options = new TreeSet<>();
        for (String command : List.of("server", "client", "load")) {
            try (PalomaProcess help = PalomaProcess.start(command, "--lang=en", "--help")) {
                assertEquals(0, help.awaitExit());
                options.addAll(matches("(--[a-z-]+)", help.stdout()));
            }
        }
        for (String page : List.of("load.md", "operate.md", "limits.md")) {
            Set<String> described = optionsOf(MarkdownPage.of(MarkdownPage.SITE.resolve(page)));
            assertTrue(options.containsAll(described), () -> page + ": " + described);
        }
    }

    private static Set<String> optionsOf(MarkdownPage page) {
        return page.prose()
                .lines()
                .filter(line -> line.startsWith("|"))
                .flatMap(line -> Stream.of(line.split("\\|")))
                .filter(cell -> cell.matches("\\s*(`--[a-z-]+`(, )?)+\\s*"))
                .flatMap(cell -> matches("(--[a-z-]+)", cell).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
