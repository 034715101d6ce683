package paloma.cli.option;

import java.util.ArrayList;
import java.util.List;
import paloma.cli.text.CommandException;
import paloma.cli.text.Messages;
import paloma.cli.text.NearMiss;
import paloma.cli.text.SafeText;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** <em>Main thread.</em> Describes a usage error and the expected input in one line. */
public final class UsageErrors {
    /** <em>Immutable.</em> The expected value of an option that is not a field: its {@code userObject}. */
    public record Expected(String text) {}

    private UsageErrors() {}

    /** Returns the line for an exception of picocli's parser. */
    public static String describe(ParameterException e, Messages texts) {
        CommandLine command = e.getCommandLine();
        if (e.getCause() instanceof CommandException failure) {
            return failure.getMessage();
        }
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched, texts);
        }
        if (e.getArgSpec() instanceof OptionSpec option && e.getValue() != null) {
            return invalidValue(option, e.getValue(), command, texts);
        }
        ArgSpec missing = missing(e);
        if (missing instanceof OptionSpec option) {
            return texts.format("usage-error.value-missing", option.longestName(), expected(option, command, texts));
        }
        return texts.format("usage-error.other", SafeText.of(e.getMessage()), help(command));
    }

    /** Returns the exception for a value that picocli parsed but that is out of range. */
    public static CommandException invalidValue(CommandLine command, String option, Object value, Messages texts) {
        OptionSpec spec = command.getCommandSpec().findOption(option);
        return new CommandException(
                CommandException.USAGE_ERROR, invalidValue(spec, String.valueOf(value), command, texts));
    }

    private static String unmatched(UnmatchedArgumentException e, Messages texts) {
        CommandLine command = e.getCommandLine();
        String first = e.getUnmatched().get(0);
        String shown = SafeText.of(first);
        if (first.startsWith("-")) {
            String name = first.split("=", 2)[0];
            return NearMiss.of(name, command.getCommandSpec().optionsMap().keySet())
                    .map(near -> texts.format("usage-error.unknown-option.near", shown, near, help(command)))
                    .orElseGet(() -> texts.format("usage-error.unknown-option", shown, help(command)));
        }
        if (command.getParent() == null) {
            List<String> names = new ArrayList<>(command.getSubcommands().keySet());
            names.addAll(command.getCommandSpec().optionsMap().keySet());
            return NearMiss.of(first, names)
                    .map(near -> texts.format("usage-error.unknown-command.near", shown, near, commands(command)))
                    .orElseGet(() -> texts.format("usage-error.unknown-command", shown, commands(command)));
        }
        return texts.format("usage-error.unexpected-argument", shown, help(command));
    }

    private static ArgSpec missing(ParameterException e) {
        if (e instanceof MissingParameterException missing) {
            List<ArgSpec> arguments = missing.getMissing();
            return arguments.isEmpty() ? null : arguments.get(0);
        }
        return e.getArgSpec();
    }

    private static String invalidValue(OptionSpec option, String value, CommandLine command, Messages texts) {
        return texts.format(
                "usage-error.wrong-value", option.longestName(), SafeText.of(value), expected(option, command, texts));
    }

    /**
     * Returns the expected value: {@link Expected}, else the text {@code expected.<command>.<option>}, else
     * {@code expected.<option>}.
     */
    private static String expected(OptionSpec option, CommandLine command, Messages texts) {
        if (option.userObject() instanceof Expected expected) {
            return expected.text();
        }
        String name = option.longestName().substring(2);
        String own = "expected." + command.getCommandName() + "." + name;
        String common = "expected." + name;
        return texts.format(texts.contains(own) ? own : texts.contains(common) ? common : "expected.something");
    }

    private static String commands(CommandLine command) {
        return String.join(", ", command.getSubcommands().keySet());
    }

    private static String help(CommandLine command) {
        return command.getCommandSpec().qualifiedName() + " --help";
    }
}
