package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import paloma.cli.client.ClientCommand;
import paloma.cli.load.LoadCommand;
import paloma.cli.option.DurationValue;
import paloma.cli.option.Percent;
import paloma.cli.option.SizeValue;
import paloma.cli.server.ServerCommand;
import paloma.cli.text.CommandException;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Every command line is accepted, or refused in one line. */
@Tag("instrumented")
class OptionsFuzz {
    /** One argument a line; nothing is started. */
    @FuzzTest
    void aCommandLineIsAcceptedOrRefusedInOneLine(byte[] bytes) {
        String typed = new String(bytes, StandardCharsets.UTF_8);
        String[] args = typed.lines().limit(12).toArray(String[]::new);
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine(args);
        line.setOut(new PrintWriter(new StringWriter()));
        line.setErr(new PrintWriter(err));
        line.setExecutionStrategy(OptionsFuzz::validate);
        int status = line.execute(args);
        String errors = err.toString();
        assertEquals(status == 0 ? 0 : 1, errors.lines().count(), errors);
        assertTrue(status == 0 || status == CommandException.USAGE_ERROR, () -> status + ": " + errors);
        assertFalse(errors.strip().codePoints().anyMatch(Character::isISOControl), errors);
    }

    /** Checks the options as the command does before it opens anything. */
    private static int validate(ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        CommandLine last =
                parsed.asCommandLineList().get(parsed.asCommandLineList().size() - 1);
        try {
            check(last.getCommand());
        } catch (CommandException failure) {
            // Wrapped as picocli wraps an exception of a command.
            throw new CommandLine.ExecutionException(last, "refused", failure);
        }
        return 0;
    }

    private static void check(Object command) {
        if (command instanceof ServerCommand server) {
            server.options();
        } else if (command instanceof ClientCommand client) {
            client.options();
        } else if (command instanceof LoadCommand load) {
            load.checkOptions();
        } else {
            // Its help is not one line.
            throw new CommandException(CommandException.USAGE_ERROR, "no command");
        }
    }

    @FuzzTest
    void aSizeIsParsedOrRefused(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        assertUnderstoodOrRefused(() -> assertTrue(SizeValue.parse(text).bytes() >= 0));
    }

    @FuzzTest
    void aDurationIsParsedOrRefused(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        assertUnderstoodOrRefused(
                () -> assertFalse(DurationValue.parse(text).duration().isNegative()));
    }

    @FuzzTest
    void aPercentageIsParsedOrRefused(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        assertUnderstoodOrRefused(() -> {
            double percent = Percent.parse(text).value();
            assertTrue(percent >= 0 && percent <= 100, () -> percent + "%");
        });
    }

    private static void assertUnderstoodOrRefused(Runnable parse) {
        try {
            parse.run();
        } catch (IllegalArgumentException refused) {
            assertTrue(refused.getMessage().startsWith("not a "), refused::getMessage);
        }
    }
}
