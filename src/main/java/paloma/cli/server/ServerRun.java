package paloma.cli.server;

import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import paloma.BatchRefusedException;
import paloma.TransportChoice;
import paloma.cli.console.Console;
import paloma.cli.console.TerminalConsole;
import paloma.cli.option.HostName;
import paloma.cli.option.HostPort;
import paloma.cli.option.ListenAddress;
import paloma.cli.output.AsyncPrinter;
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

/** <em>Main thread.</em> One run of the server, from opening to the final counters. */
final class ServerRun {
    private static final int FIRST_FREE_PORT = 1_024;
    /** Maximum duration of a stop beyond the drain time: the server's close, the report, and the last lines. */
    private static final Duration STOP_MARGIN = Duration.ofSeconds(5);

    private final ServerOptions options;
    private final boolean stopAtEnd;
    private final ListenAddress httpAddress;
    private final ReportWriter reportWriter;
    private final Messages texts;
    private final Signals signals;
    private final Console console;
    private final AsyncPrinter out;
    private final AsyncPrinter err;
    private final ConsoleHandler handler;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    ServerRun(ServerOptions options, ConsoleOptions consoleOptions, MonitoringOptions monitoring, Messages texts) {
        this.stopAtEnd = consoleOptions.stopAtEnd();
        this.httpAddress = monitoring.http();
        this.texts = texts;
        this.signals = Signals.installStop(
                () -> stopped.complete(null),
                options.limits().drainTime().plus(STOP_MARGIN),
                CommandException.UNACCOUNTED);
        Signals.ignoreTerminalStops();
        this.console = Console.open(false, signals::interrupt);
        this.out = new AsyncPrinter("paloma-stdout", console, n -> texts.format("left-out", n));
        this.err = new AsyncPrinter("paloma-stderr", errSink(console), n -> texts.format("left-out", n));
        this.reportWriter = new ReportWriter(monitoring, out, err);
        this.handler = new ConsoleHandler(consoleOptions, texts, out);
        this.options = options.withFilter(handler).withListener(new ConsoleListener(texts, err, stopped));
    }

    /** Runs until a signal or the console stops the server; returns the exit status. */
    int run() {
        LibraryLog.silence();
        int status = CommandException.COULD_NOT_RUN;
        try {
            status = serve();
            return status;
        } finally {
            signals.onFinished(status);
        }
    }

    private int serve() {
        try (out;
                err) {
            Server server = open();
            OutOfMemory.setGracefulStop(
                    stopped::completeExceptionally, options.limits().drainTime());
            try (HttpEndpoint http = openHttp(server)) {
                return serve(server, http);
            }
        }
    }

    /** Serves until the server is closed; HTTP is open meanwhile, so that the probes report the drain. */
    private int serve(Server server, HttpEndpoint http) {
        start(server, http);
        int status = awaitStop(server);
        console.stopReading();
        server.close();
        boolean reported = reportWriter.writeFinal(server, stopped);
        CountersText countersText = new CountersText(server.counters(), server.kernelDrops());
        countersText.table(texts).forEach(err::print);
        if (!countersText.isComplete() || !server.drainedInTime()) {
            return CommandException.UNACCOUNTED;
        }
        return reported ? status : Math.max(status, CommandException.COULD_NOT_RUN);
    }

    /** Prints the startup lines and starts the other threads. Closes the server if that fails. */
    private void start(Server server, HttpEndpoint http) {
        try {
            printStartup(server);
            http.printStartup(out, err);
            ServerConsole commands = new ServerConsole(server, console, texts, out, () -> stopped.complete(null));
            startDaemon("paloma-console", () -> readCommands(commands));
        } catch (Error e) {
            // A thread could not be created; the server cannot run without it.
            OutOfMemory.onError(e);
            server.close();
            throw cannotOpen(e);
        }
    }

    private Server open() {
        try {
            return Server.open(options, handler);
        } catch (UnknownHostException e) {
            throw HostName.unresolved(options.host(), texts);
        } catch (BindException e) {
            throw new CommandException(CommandException.COULD_NOT_RUN, cannotBind());
        } catch (BatchRefusedException e) {
            throw new CommandException(CommandException.COULD_NOT_RUN, texts.format("server.no-batch." + e.reason()));
        } catch (IOException | Error e) {
            throw cannotOpen(e);
        }
    }

    private HttpEndpoint openHttp(Server server) {
        try {
            return HttpEndpoint.open(server, httpAddress, texts);
        } catch (Throwable e) {
            server.close();
            throw e;
        }
    }

    private CommandException cannotOpen(Throwable e) {
        return new CommandException(
                CommandException.COULD_NOT_RUN,
                texts.format(
                        "server.cannot-open",
                        hostAndPort(options.port()),
                        SafeText.of(String.valueOf(e.getMessage()))));
    }

    private String cannotBind() {
        String reason = bindFailure(options.host(), options.port());
        return texts.format("server.cannot-bind." + reason, hostAndPort(options.port()));
    }

    /** The reason of a failed bind, as message keys end: the system's own message is in the system's language. */
    static String bindFailure(String host, int port) {
        if (!isLocal(host)) {
            return "not-local";
        }
        return port < FIRST_FREE_PORT ? "right" : "taken";
    }

    /** Returns whether a socket can be bound to {@code host}; true when that cannot be determined. */
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

    private void printStartup(Server server) {
        out.print(texts.format(
                "server.listening", hostAndPort(server.localAddress().getPort())));
        if (options.transport() != TransportChoice.CHANNEL) {
            out.print(texts.format("server.transport." + server.transport()));
        }
    }

    private String hostAndPort(int port) {
        return HostPort.of(SafeText.of(options.host()), port);
    }

    /**
     * Reads commands until the input ends. On a terminal the prompt follows the startup lines, and after Ctrl-D a line
     * explains how to stop the server.
     */
    private void readCommands(ServerConsole commands) {
        if (console instanceof TerminalConsole) {
            out.drain();
        }
        commands.readAll();
        if (stopAtEnd) {
            stopped.complete(null);
        }
        if (StandardStreams.isInputInteractive() && !stopped.isDone()) {
            out.print(texts.format("server.input-ended"));
        }
    }

    private int awaitStop(Server server) {
        try {
            reportWriter.writeUntilStopped(server, stopped);
            return 0;
        } catch (CompletionException e) {
            err.print(texts.format("server.broken", SafeText.of(String.valueOf(e.getCause()))));
            return CommandException.UNACCOUNTED;
        }
    }

    /** Returns the sink of error lines. On the console's terminal they appear above the edited line. */
    private static AsyncPrinter.Sink errSink(Console console) {
        if (console instanceof TerminalConsole && StandardStreams.isErrOnOutTerminal()) {
            return console;
        }
        OutputStream stream = StandardStreams.err();
        TerminalWidth width = TerminalWidth.of(2);
        return lines -> stream.write(width.wrap(lines).getBytes(StandardCharsets.UTF_8));
    }

    private static void startDaemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
