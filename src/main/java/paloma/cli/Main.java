package paloma.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import paloma.cli.client.ClientCommand;
import paloma.cli.load.LoadCommand;
import paloma.cli.option.CommonOptions;
import paloma.cli.option.DurationValue;
import paloma.cli.option.SizeRange;
import paloma.cli.option.SizeValue;
import paloma.cli.option.UsageErrors;
import paloma.cli.option.Version;
import paloma.cli.output.FileNames;
import paloma.cli.output.OutputFile;
import paloma.cli.output.StandardStreams;
import paloma.cli.process.OutOfMemory;
import paloma.cli.process.ProcessExit;
import paloma.cli.process.SilentLogging;
import paloma.cli.server.ServerCommand;
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

/** <em>Main thread.</em> The command line's entry: {@code java -jar paloma.jar server|client|load}. */
@Command(name = "paloma", versionProvider = Version.class, synopsisSubcommandLabel = "")
public final class Main implements Runnable {
    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    private Main() {}

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] received) {
        StandardStreams.open();
        SilentLogging.choose();
        String[] args = Utf8Arguments.asTyped(received);
        Messages words = Messages.of(Language.of(args));
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> died(e, words));
        try {
            OutOfMemory.watch();
            int status = commandLine(args).execute(args);
            ProcessExit.with(OutOfMemory.hasStruck() ? OutOfMemory.status() : complete(status, words));
        } catch (Throwable e) {
            // The exit too: without memory it throws, and the process is not to end with the JVM's own status.
            died(e, words);
            if (OutOfMemory.behind(e) != null) {
                // Nobody is left who could end it in order.
                print(e, words);
                Runtime.getRuntime().halt(OutOfMemory.status());
            }
            ProcessExit.with(CommandException.COULD_NOT_RUN);
        }
    }

    /** Says what a full disk lost of standard output; the status tells of standard error, too. */
    private static int complete(int status, Messages words) {
        Optional<IOException> lost = StandardStreams.lostOutput();
        lost.ifPresent(e -> System.err.println(words.say("output-lost", SafeText.text(OutputFile.reason(e, words)))));
        boolean all = lost.isEmpty() && StandardStreams.lostErrors().isEmpty();
        return all || status != 0 ? status : CommandException.COULD_NOT_RUN;
    }

    /**
     * A thread has died, which one line tells. A process out of memory or stack ends, and soon: in order if somebody accounts
     * for it, else at once.
     */
    private static void died(Throwable e, Messages words) {
        VirtualMachineError end = OutOfMemory.behind(e);
        boolean ends = end != null;
        if (ends) {
            OutOfMemory.struck(end);
        }
        if (ends && OutOfMemory.endsInOrder()) {
            return;
        }
        try {
            print(e, words);
        } finally {
            if (ends) {
                Runtime.getRuntime().halt(OutOfMemory.status());
            }
        }
    }

    private static void print(Throwable e, Messages words) {
        try {
            System.err.println(CommandException.unexpected(e, words));
        } catch (Throwable lost) {
            // Without memory there is no line, but an exit status.
        }
    }

    /** The commands, speaking the language that {@code args} ask for. */
    public static CommandLine commandLine(String... args) {
        Messages words = Messages.of(Language.of(args));
        CommandLine line = new CommandLine(new Main());
        commands(words, args).forEach(line::addSubcommand);
        line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        line.setErr(StandardStreams.errors());
        line.setResourceBundle(words.bundle());
        line.registerConverter(Path.class, name -> FileNames.path(name, words));
        line.registerConverter(SizeValue.class, SizeValue::parse);
        line.registerConverter(DurationValue.class, DurationValue::parse);
        line.registerConverter(SizeRange.class, SizeRange::parse);
        line.registerConverter(SourceAddresses.class, SourceAddresses::parse);
        line.registerConverter(Requirements.class, Requirements::parse);
        line.registerConverter(Language.class, Language::parse);
        line.setExpandAtFiles(false);
        line.setOverwrittenOptionsAllowed(true);
        line.setUsageHelpWidth(100);
        line.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
        line.setParameterExceptionHandler((e, ignored) -> refused(e.getCommandLine(), UsageErrors.explain(e, words)));
        line.setExecutionExceptionHandler((e, command, ignored) -> refused(command, e, words));
        return line;
    }

    /** The one that {@code args} begin with, or all: reading the options of one takes some 20 ms of a start. */
    private static List<Object> commands(Messages words, String... args) {
        return switch (args.length == 0 ? "" : args[0]) {
            case "server" -> List.of(new ServerCommand(words));
            case "client" -> List.of(new ClientCommand(words));
            case "load" -> List.of(new LoadCommand(words));
            default -> List.of(new ServerCommand(words), new ClientCommand(words), new LoadCommand(words));
        };
    }

    /** Without a subcommand there is nothing to run. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "");
    }

    private static int refused(CommandLine command, String line) {
        command.getErr().println(line);
        return CommandException.WRONG_USE;
    }

    private static int refused(CommandLine command, Exception e, Messages words) {
        if (e instanceof CommandException failure) {
            command.getErr().println(failure.getMessage());
            return failure.status();
        }
        VirtualMachineError end = OutOfMemory.behind(e);
        if (end != null) {
            throw end;
        }
        command.getErr().println(CommandException.unexpected(e, words));
        return CommandException.COULD_NOT_RUN;
    }
}
