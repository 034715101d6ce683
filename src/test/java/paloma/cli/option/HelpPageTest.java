package paloma.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.cli.Main;
import paloma.cli.client.ClientCommand;
import paloma.cli.load.LoadCommand;
import paloma.cli.server.ServerCommand;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class HelpPageTest {
    private static final String OPTION = "  (?:-[hV], )?--[a-z-]+.*";

    @ParameterizedTest
    @ValueSource(ints = {1, 60, 61, 79, 80, 100, 1000})
    void everyRowFitsTheTerminal(int columns) {
        int room = Math.max(60, Math.min(columns, 100));
        for (Language language : Language.values()) {
            for (CommandSpec command : commands(language)) {
                List<String> rows = page(command, language, columns).lines().toList();
                rows.forEach(row -> assertTrue(row.length() <= room, row));
                rows.forEach(row -> assertEquals(row.stripTrailing(), row));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 100})
    void noTextIsLost(int columns) {
        for (Language language : Language.values()) {
            for (CommandSpec command : commands(language)) {
                String page = words(page(command, language, columns));
                for (OptionSpec option : command.options()) {
                    String name = String.join(", ", option.names());
                    String value = option.arity().max() > 0 ? "=" + option.paramLabel() : "";
                    assertTrue(page.contains(words(name + value + " " + option.description()[0])), name + "\n" + page);
                }
                assertTrue(page.contains("PALOMA_LANG"), page);
            }
        }
    }

    @Test
    void theOptionsStandInGroups() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        String heading = "";
        for (String row :
                page(command("client", Language.EN), Language.EN, 80).lines().toList()) {
            if (row.endsWith(":") && !row.startsWith(" ")) {
                heading = row;
            } else if (row.matches(OPTION)) {
                groups.computeIfAbsent(heading, key -> new ArrayList<>())
                        .add(row.strip().split("[ =]+(?!-)")[0]);
            }
        }
        assertEquals(
                Map.of(
                        "Server:", List.of("--host", "--port"),
                        "Times:", List.of("--timeout", "--keep-alive"),
                        "General:", List.of("--lang", "-h, --help", "-V, --version")),
                groups);
    }

    @ParameterizedTest
    @EnumSource
    void everyGroupStartsWithAnOption(Language language) {
        for (String key : Messages.of(language).bundle().keySet()) {
            String[] parts = key.split("\\.");
            if (parts[0].equals("group")) {
                List<CommandSpec> owners =
                        parts.length == 2 ? commands(language) : List.of(command(parts[1], language));
                for (CommandSpec command : owners) {
                    assertTrue(command.findOption("--" + parts[parts.length - 1]) != null, key);
                }
            }
        }
        for (CommandSpec command : commands(language)) {
            List<String> rows = page(command, language, 80).lines().toList();
            String first =
                    rows.stream().filter(row -> row.matches(OPTION)).findFirst().orElseThrow();
            assertTrue(rows.get(rows.indexOf(first) - 1).endsWith(":"), first);
        }
    }

    @Test
    void aNarrowTerminalShowsTextBelowTheName() {
        String page = page(command("server", Language.EN), Language.EN, 60);
        assertTrue(page.contains("  --port=N\n      UDP port; 0 picks a free one (default: 8080).\n"), page);
        page = page(command("server", Language.EN), Language.EN, 80);
        assertTrue(page.contains("  --port=N                UDP port; 0 picks a free one"), page);
    }

    @Test
    void aDefaultValueIsUnbroken() {
        CommandSpec command = command("server", Language.ES);
        for (int columns = 60; columns <= 100; columns++) {
            String page = page(command, Language.ES, columns);
            assertTrue(page.contains("(por omisión: localhost).\n"), page);
            assertTrue(page.contains("(por omisión: 65507).\n"), page);
            assertTrue(page.contains("(por omisión: 'Tu mensaje fue: ').\n"), page);
        }
    }

    @Test
    void aQuotedTextIsUnbroken() {
        for (Language language : Language.values()) {
            CommandSpec command = command("load", language);
            String example = "'p99<5ms,loss<0.1%'";
            command.addOption(OptionSpec.builder("--quoting")
                    .description("a client's word ".repeat(30) + "'a b c d e f' x")
                    .build());
            for (int columns = 60; columns <= 100; columns++) {
                String page = page(command, language, columns);
                assertTrue(page.contains("'a b c d e f'"), page);
                assertTrue(page.contains(example), page);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyExampleIsUnbrokenAndAccepted(Language language) {
        Messages texts = Messages.of(language);
        for (CommandSpec command : commands(language)) {
            List<String> examples =
                    texts.format("help." + command.name() + ".examples").lines().toList();
            List<String> rows = page(command, language, 60).lines().toList();
            assertEquals(
                    examples,
                    rows.subList(rows.size() - examples.size(), rows.size()).stream()
                            .map(row -> row.substring(2))
                            .toList());
            String joined = String.join("\n", examples).replace("\\\n", " ");
            joined.lines().forEach(line -> assertAccepted(line));
        }
    }

    /** The options are valid; nothing is started. */
    private static void assertAccepted(String example) {
        String[] arguments = Stream.of(example.replaceFirst(".*\\bpaloma ", "").split(" +"))
                .filter(argument -> !argument.startsWith("@"))
                .map(argument -> argument.replace("'", ""))
                .toArray(String[]::new);
        CommandLine line = Main.commandLine(arguments);
        Object command = line.parseArgs(arguments).subcommand().commandSpec().userObject();
        if (command instanceof ServerCommand server) {
            server.options();
        } else if (command instanceof ClientCommand client) {
            client.options();
        } else {
            ((LoadCommand) command).checkOptions();
        }
    }

    private static List<CommandSpec> commands(Language language) {
        CommandLine paloma = Main.commandLine("--lang", language.code());
        return Stream.concat(Stream.of(paloma), paloma.getSubcommands().values().stream())
                .map(CommandLine::getCommandSpec)
                .toList();
    }

    private static CommandSpec command(String name, Language language) {
        return commands(language).stream()
                .filter(command -> command.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String page(CommandSpec command, Language language, int columns) {
        return new HelpPage(command, Messages.of(language), columns).text();
    }

    private static String words(String text) {
        return String.join(" ", text.strip().split("\\s+"));
    }
}
