package paloma.cli.server;

import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import paloma.Limits;
import paloma.cli.console.Console;
import paloma.cli.console.ConsoleProtocol;
import paloma.cli.console.TerminalConsole;
import paloma.cli.option.DurationValue;
import paloma.cli.option.HostName;
import paloma.cli.option.HostPort;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.output.OutputFile;
import paloma.cli.output.StandardStreams;
import paloma.cli.output.TerminalWidth;
import paloma.cli.process.LibraryLog;
import paloma.cli.process.OutOfMemory;
import paloma.cli.process.Signals;
import paloma.cli.text.CommandException;
import paloma.cli.text.Messages;
import paloma.cli.text.SafeText;
import paloma.net.Resolver;
import paloma.server.Server;
import paloma.server.ServerOptions;

/** <em>Main thread.</em> One server from its opening to its last account. */
final class ServerRun {
    private static final int FIRST_FREE_PORT = 1_024;
    /** What stopping takes at most beyond the drain: what the server waits after it, its report, and its last lines. */
    private static final Duration STOP_MARGIN = Duration.ofSeconds(5);

    private final ServerOptions options;
    private final boolean stopAtEnd;
    private final ReportWriter reports;
    private final Messages words;
    private final Signals signals;
    private final Console console;
    private final AsyncPrinter out;
    private final AsyncPrinter err;
    private final ConsoleHandler conversation;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    ServerRun(
            ServerOptions options,
            ConsoleProtocol wire,
            DurationValue idleTimeout,
            boolean quiet,
            boolean stopAtEnd,
            OutputFile report,
            Duration reportEvery,
            Messages words) {
        this.stopAtEnd = stopAtEnd;
        this.words = words;
        this.signals = Signals.callOnFirst(
                () -> stopped.complete(null),
                options.limits().drainTime().plus(STOP_MARGIN),
                CommandException.UNACCOUNTED);
        Signals.ignoreTerminalStops();
        this.console = Console.open(false, signals::interrupt);
        this.out = new AsyncPrinter("paloma-stdout", console, n -> words.say("left-out", n));
        this.err = new AsyncPrinter("paloma-stderr", errors(console), n -> words.say("left-out", n));
        this.reports = new ReportWriter(report, reportEvery, out, err);
        this.conversation = new ConsoleHandler(wire, words, idleTimeout, quiet, out, err);
        this.options = options.withFilter(conversation);
    }

    /** Serves until a signal or the console says stop; returns the exit status. */
    int run() {
        LibraryLog.silence();
        int status = CommandException.COULD_NOT_RUN;
        try {
            status = serve();
            return status;
        } finally {
            signals.finished(status);
        }
    }

    private int serve() {
        try (out;
                err) {
            Server server = open();
            OutOfMemory.endInOrder(
                    stopped::completeExceptionally, options.limits().drainTime());
            begin(server);
            int status = awaitStop(server);
            console.end();
            server.close();
            boolean reported = reports.write(server, server.drainedInTime(), stopped);
            CountersText law = new CountersText(server.counters(), server.kernelDrops());
            law.table(words).forEach(err::print);
            if (!law.holds() || !server.drainedInTime()) {
                return CommandException.UNACCOUNTED;
            }
            return reported ? status : Math.max(status, CommandException.COULD_NOT_RUN);
        }
    }

    /** Greets, and starts what goes on beside the server, which is closed when that cannot be. */
    private void begin(Server server) {
        try {
            greet(server);
            ServerConsole commands = new ServerConsole(server, words, out, () -> stopped.complete(null));
            daemon("paloma-console", () -> readCommands(commands));
            daemon("paloma-watch", () -> watch(server));
            daemon("paloma-stuck", () -> tellOfStuckWorkers(server));
        } catch (Error e) {
            // No thread for one of them: then this process is of little use.
            OutOfMemory.struckBy(e);
            server.close();
            throw cannotOpen(e);
        }
    }

    private Server open() {
        try {
            return Server.open(options, conversation);
        } catch (UnknownHostException e) {
            throw HostName.unknown(options.host(), words);
        } catch (BindException e) {
            throw new CommandException(CommandException.COULD_NOT_RUN, cannotBind());
        } catch (IOException | Error e) {
            throw cannotOpen(e);
        }
    }

    private CommandException cannotOpen(Throwable e) {
        return new CommandException(
                CommandException.COULD_NOT_RUN,
                words.say("server.cannot-open", where(options.port()), SafeText.text(String.valueOf(e.getMessage()))));
    }

    /** The system's own words for why are in the system's language, so the reason is found another way. */
    private String cannotBind() {
        String key = !isLocal(options.host())
                ? "server.cannot-bind.not-local"
                : options.port() < FIRST_FREE_PORT ? "server.cannot-bind.right" : "server.cannot-bind.taken";
        return words.say(key, where(options.port()));
    }

    private static boolean isLocal(String host) {
        try {
            for (InetAddress address : Resolver.SYSTEM.resolve(host)) {
                if (address.isAnyLocalAddress()
                        || address.isLoopbackAddress()
                        || NetworkInterface.getByInetAddress(address) != null) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private void greet(Server server) {
        out.print(words.say("server.listening", where(server.localAddress().getPort())));
        bufferWarning(server.receiveBufferBytes(), options.receiveBufferBytes(), words)
                .ifPresent(err::print);
        heapWarning(server.limits(), options.limits(), words).ifPresent(err::print);
    }

    /** What to say when the kernel granted a smaller receive buffer than was asked for. */
    static Optional<String> bufferWarning(int grantedBytes, int askedBytes, Messages words) {
        return grantedBytes >= askedBytes
                ? Optional.empty()
                : Optional.of(words.say("server.small-buffer", grantedBytes, askedBytes));
    }

    /** What to say when the heap cannot hold all that was asked for: one line, whichever bounds were lowered. */
    static Optional<String> heapWarning(Limits inForce, Limits asked, Messages words) {
        List<String> lowered = new ArrayList<>();
        for (Bound bound : Bound.values()) {
            long granted = bound.of(inForce);
            long wanted = bound.of(asked);
            if (granted < wanted) {
                lowered.add(words.say("server.small-heap." + bound, granted, wanted));
            }
        }
        return lowered.isEmpty()
                ? Optional.empty()
                : Optional.of(words.say("server.small-heap", String.join(", ", lowered)));
    }

    /** A bound that a small heap lowers. */
    private enum Bound {
        SESSIONS,
        BACKLOG_MESSAGES,
        BACKLOG_BYTES,
        OUTBOX_DATAGRAMS,
        OUTBOX_BYTES;

        long of(Limits limits) {
            return switch (this) {
                case SESSIONS -> limits.sessions();
                case BACKLOG_MESSAGES -> limits.backlogMessages();
                case BACKLOG_BYTES -> limits.backlogBytes();
                case OUTBOX_DATAGRAMS -> limits.outboxDatagrams();
                case OUTBOX_BYTES -> limits.outboxBytes();
            };
        }
    }

    private String where(int port) {
        return HostPort.of(SafeText.text(options.host()), port);
    }

    /** On a terminal the prompt comes after the greeting, and who typed Ctrl-D is told what comes next. */
    private void readCommands(ServerConsole commands) {
        if (console instanceof TerminalConsole) {
            out.drain();
        }
        commands.readAll(console);
        if (stopAtEnd) {
            stopped.complete(null);
        }
        if (StandardStreams.isInputTyped() && !stopped.isDone()) {
            out.print(words.say("server.input-ended"));
        }
    }

    /** Stops with the server when that ends by itself, which only an error can make it do. */
    private void watch(Server server) {
        try {
            server.awaitClosed();
            stopped.complete(null);
        } catch (IllegalStateException e) {
            stopped.completeExceptionally(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            stopped.completeExceptionally(e);
        }
    }

    private void tellOfStuckWorkers(Server server) {
        StuckLines lines = new StuckLines(words, options.workers());
        while (!isStoppedWithinASecond()) {
            lines.look(server.stuckWorkers()).ifPresent(err::print);
        }
    }

    private boolean isStoppedWithinASecond() {
        try {
            stopped.get(1, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException | ExecutionException e) {
            return true;
        }
    }

    private int awaitStop(Server server) {
        try {
            reports.untilStopped(server, stopped);
            return 0;
        } catch (CompletionException e) {
            err.print(words.say("server.broken", SafeText.text(String.valueOf(e.getCause()))));
            return CommandException.UNACCOUNTED;
        }
    }

    /** On one terminal with the console, errors appear above the line that is being typed. */
    private static AsyncPrinter.Sink errors(Console console) {
        if (console instanceof TerminalConsole && StandardStreams.errorsShareTerminal()) {
            return console;
        }
        OutputStream stream = StandardStreams.err();
        TerminalWidth width = TerminalWidth.of(2);
        return lines -> stream.write(width.fold(lines).getBytes(StandardCharsets.UTF_8));
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
