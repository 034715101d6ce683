package paloma.cli.option;

import java.util.List;
import paloma.cli.text.CommandException;
import paloma.cli.text.Messages;
import paloma.cli.text.SafeText;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** <em>Main thread.</em> What is wrong with a command line and what would be right, in one line. */
public final class UsageErrors {
    private UsageErrors() {}

    /** The line for what picocli refused. */
    public static String explain(ParameterException e, Messages words) {
        CommandLine command = e.getCommandLine();
        if (e.getCause() instanceof CommandException failure) {
            return failure.getMessage();
        }
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched, words);
        }
        if (e.getArgSpec() instanceof OptionSpec option && e.getValue() != null) {
            return wrongValue(option, e.getValue(), command, words);
        }
        ArgSpec missing = missing(e);
        if (missing instanceof OptionSpec option) {
            return words.say("usage-error.value-missing", option.longestName(), expected(option, command, words));
        }
        if (command.getParent() == null) {
            return words.say("usage-error.no-command", commands(command));
        }
        return words.say("usage-error.other", SafeText.text(e.getMessage()), help(command));
    }

    /** The failure for a value of {@code option} that picocli could read but that is out of range. */
    public static CommandException wrongValue(CommandLine command, String option, Object value, Messages words) {
        OptionSpec spec = command.getCommandSpec().findOption(option);
        return new CommandException(
                CommandException.WRONG_USE, wrongValue(spec, String.valueOf(value), command, words));
    }

    private static String unmatched(UnmatchedArgumentException e, Messages words) {
        CommandLine command = e.getCommandLine();
        String first = SafeText.text(e.getUnmatched().get(0));
        if (first.startsWith("-")) {
            return words.say("usage-error.unknown-option", first, help(command));
        }
        if (command.getParent() == null) {
            return words.say("usage-error.unknown-command", first, commands(command));
        }
        return words.say("usage-error.unexpected-argument", first, help(command));
    }

    private static ArgSpec missing(ParameterException e) {
        if (e instanceof MissingParameterException missing) {
            List<ArgSpec> arguments = missing.getMissing();
            return arguments.isEmpty() ? null : arguments.get(0);
        }
        return e.getArgSpec();
    }

    private static String wrongValue(OptionSpec option, String value, CommandLine command, Messages words) {
        return words.say(
                "usage-error.wrong-value",
                option.longestName(),
                SafeText.text(value),
                expected(option, command, words));
    }

    /** What the option takes: {@code expected.<command>.<option>} of the words, else {@code expected.<option>}. */
    private static String expected(OptionSpec option, CommandLine command, Messages words) {
        String name = option.longestName().substring(2);
        String own = "expected." + command.getCommandName() + "." + name;
        String common = "expected." + name;
        return words.say(words.has(own) ? own : words.has(common) ? common : "expected.something");
    }

    private static String commands(CommandLine command) {
        return String.join(", ", command.getSubcommands().keySet());
    }

    private static String help(CommandLine command) {
        return command.getCommandSpec().qualifiedName() + " --help";
    }
}
