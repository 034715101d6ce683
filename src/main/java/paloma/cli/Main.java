package paloma.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import java.util.concurrent.Callable;
import paloma.cli.client.ClientCommand;
import paloma.cli.load.LoadCommand;
import paloma.cli.option.CommonOptions;
import paloma.cli.option.DurationValue;
import paloma.cli.option.HelpPage;
import paloma.cli.option.ListenAddress;
import paloma.cli.option.SizeRange;
import paloma.cli.option.SizeValue;
import paloma.cli.option.UsageErrors;
import paloma.cli.option.Version;
import paloma.cli.output.FileNames;
import paloma.cli.output.OutputFile;
import paloma.cli.output.StandardStreams;
import paloma.cli.output.TerminalWidth;
import paloma.cli.process.OutOfMemory;
import paloma.cli.process.ProcessExit;
import paloma.cli.process.SilentLogging;
import paloma.cli.server.ServerCommand;
import paloma.cli.text.ArgumentFile;
import paloma.cli.text.CommandException;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;
import paloma.cli.text.SafeText;
import paloma.cli.text.Utf8Arguments;
import paloma.load.plan.SourceAddresses;
import paloma.load.report.Requirements;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** <em>Main thread.</em> Entry point of the command line: {@code java -jar paloma.jar server|client|load}. */
@Command(name = "paloma", versionProvider = Version.class)
public final class Main implements Callable<Integer> {
    private static final String HELP = "help";

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    private Main() {}

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] received) {
        StandardStreams.install();
        SilentLogging.install();
        String[] typed = Utf8Arguments.restore(received);
        String[] args;
        Messages texts;
        try {
            args = ArgumentFile.expand(typed, Messages.of(languageOf(typed)));
            texts = Messages.of(languageOf(args));
            checkLanguage(texts, args);
        } catch (CommandException e) {
            System.err.println(e.getMessage());
            ProcessExit.exit(e.status());
            return;
        }
        run(args, texts);
    }

    private static Language languageOf(String... args) {
        return Language.chosen(System.getenv(), args).orElse(Language.ES);
    }

    /**
     * Prints how to choose English on a terminal with an English locale, if no language was chosen.
     *
     * @throws CommandException when the environment chooses an unknown language
     */
    private static void checkLanguage(Messages texts, String... args) {
        Map<String, String> environment = System.getenv();
        if (Language.chosen(environment, args).isEmpty()) {
            Language.checkVariable(environment);
            if (Language.isEnglishLocale(environment) && StandardStreams.isTerminal(2)) {
                System.err.println(texts.format("language.hint"));
            }
        }
    }

    private static void run(String[] args, Messages texts) {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> onUncaught(e, texts));
        try {
            OutOfMemory.startMonitor();
            int status = commandLine(texts, args).execute(args);
            ProcessExit.exit(OutOfMemory.isExhausted() ? OutOfMemory.status() : statusAfterOutput(status, texts));
        } catch (Throwable e) {
            // ProcessExit itself throws when the heap is exhausted. Without this catch the process would end with the
            // JVM's own status.
            onUncaught(e, texts);
            if (OutOfMemory.virtualMachineErrorIn(e) != null) {
                // No other thread can stop the process gracefully.
                print(e, texts);
                Runtime.getRuntime().halt(OutOfMemory.status());
            }
            ProcessExit.exit(CommandException.COULD_NOT_RUN);
        }
    }

    /** Prints a write error of standard output; an error of either stream turns status 0 into 1. */
    private static int statusAfterOutput(int status, Messages texts) {
        Optional<IOException> error = StandardStreams.outError();
        error.ifPresent(e -> System.err.println(texts.format("output-lost", SafeText.of(OutputFile.reason(e, texts)))));
        boolean complete = error.isEmpty() && StandardStreams.errError().isEmpty();
        return complete || status != 0 ? status : CommandException.COULD_NOT_RUN;
    }

    /**
     * Prints one line for a thread that ended by an exception. An exhausted heap or stack ends the process: gracefully
     * if {@link OutOfMemory} has a graceful stop, else at once.
     */
    private static void onUncaught(Throwable e, Messages texts) {
        VirtualMachineError vmError = OutOfMemory.virtualMachineErrorIn(e);
        boolean isFatal = vmError != null;
        if (isFatal) {
            OutOfMemory.onExhausted(vmError);
        }
        if (isFatal && OutOfMemory.hasGracefulStop()) {
            return;
        }
        try {
            print(e, texts);
        } finally {
            if (isFatal) {
                Runtime.getRuntime().halt(OutOfMemory.status());
            }
        }
    }

    private static void print(Throwable e, Messages texts) {
        try {
            System.err.println(CommandException.unexpected(e, texts));
        } catch (Throwable error) {
            // The heap may be too full to build the line. The exit status still reports the failure.
        }
    }

    /** Builds the command line, in the language that {@code args} choose. */
    public static CommandLine commandLine(String... args) {
        return commandLine(Messages.of(Language.of(args)), args);
    }

    private static CommandLine commandLine(Messages texts, String... args) {
        CommandLine line = new CommandLine(new Main());
        commands(texts, args).forEach(line::addSubcommand);
        line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        line.setErr(StandardStreams.errWriter());
        line.setResourceBundle(texts.bundle());
        line.registerConverter(Path.class, name -> FileNames.parse(name, texts));
        line.registerConverter(SizeValue.class, SizeValue::parse);
        line.registerConverter(DurationValue.class, DurationValue::parse);
        line.registerConverter(ListenAddress.class, ListenAddress::parse);
        line.registerConverter(SizeRange.class, SizeRange::parse);
        line.registerConverter(SourceAddresses.class, SourceAddresses::parse);
        line.registerConverter(Requirements.class, Requirements::parse);
        line.registerConverter(Language.class, Language::parse);
        line.getCommandSpec().preprocessor((arguments, spec, option, info) -> replaceHelpCommand(arguments, spec));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExpandAtFiles(false);
        line.setOverwrittenOptionsAllowed(true);
        line.setHelpSectionKeys(List.of(HELP));
        line.setHelpSectionMap(Map.of(HELP, help -> helpOf(help.commandSpec(), texts)));
        line.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
        line.setParameterExceptionHandler(
                (e, ignored) -> reportError(e.getCommandLine(), UsageErrors.describe(e, texts)));
        line.setExecutionExceptionHandler((e, command, ignored) -> reportError(command, e, texts));
        return line;
    }

    /**
     * Returns the command named by the first argument, or all commands. With all of them a start to the first answer takes
     * 8 % more processor time (46 of 540 ms).
     */
    private static List<Object> commands(Messages texts, String... args) {
        return switch (args.length == 0 ? "" : args[0]) {
            case "server" -> List.of(new ServerCommand(texts));
            case "client" -> List.of(new ClientCommand(texts));
            case "load" -> List.of(new LoadCommand(texts));
            default -> List.of(new ServerCommand(texts), new ClientCommand(texts), new LoadCommand(texts));
        };
    }

    /**
     * Replaces the command {@code help} by the option {@code --help} of the command after it, if there is one. An unknown
     * command is left alone, as an error.
     */
    private static boolean replaceHelpCommand(Stack<String> arguments, CommandSpec commands) {
        if (!arguments.isEmpty() && HELP.equals(arguments.peek())) {
            arguments.pop();
            String next = arguments.isEmpty() ? "-" : arguments.peek();
            if (next.startsWith("-") || commands.subcommands().containsKey(next)) {
                arguments.add(0, "--help");
            }
        }
        return false;
    }

    private static String helpOf(CommandSpec command, Messages texts) {
        return new HelpPage(command, texts, TerminalWidth.preferred(System.getenv("COLUMNS"))).text();
    }

    /** Called when no command is given: prints the help as an error. */
    @Override
    public Integer call() {
        CommandLine line = spec.commandLine();
        line.usage(line.getErr());
        return CommandException.USAGE_ERROR;
    }

    private static int reportError(CommandLine command, String line) {
        command.getErr().println(line);
        return CommandException.USAGE_ERROR;
    }

    private static int reportError(CommandLine command, Exception e, Messages texts) {
        if (e instanceof CommandException exception) {
            command.getErr().println(exception.getMessage());
            return exception.status();
        }
        VirtualMachineError vmError = OutOfMemory.virtualMachineErrorIn(e);
        if (vmError != null) {
            throw vmError;
        }
        command.getErr().println(CommandException.unexpected(e, texts));
        return CommandException.COULD_NOT_RUN;
    }
}
