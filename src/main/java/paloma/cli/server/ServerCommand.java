package paloma.cli.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import paloma.TransportChoice;
import paloma.cli.console.ConsoleProtocol;
import paloma.cli.option.CommonOptions;
import paloma.cli.option.DurationValue;
import paloma.cli.option.HostName;
import paloma.cli.option.ListenAddress;
import paloma.cli.option.UsageErrors;
import paloma.cli.option.Version;
import paloma.cli.output.OutputFile;
import paloma.cli.text.CommandException;
import paloma.cli.text.Messages;
import paloma.cli.text.SafeText;
import paloma.net.Resolver;
import paloma.server.ServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** <em>Main thread.</em> {@code paloma server}: parses and checks its options. */
@Command(name = "server", versionProvider = Version.class, sortOptions = false)
public final class ServerCommand implements Callable<Integer> {
    private static final int MAX_WORKERS = 1_024;
    private static final Duration MIN_IDLE_TIMEOUT = Duration.ofMillis(1);
    private static final Duration MIN_REPORT_INTERVAL = Duration.ofSeconds(1);
    private static final Duration MAX_DURATION = Duration.ofDays(3652);

    private final Messages texts;

    @Spec
    private CommandSpec spec;

    @Option(names = "--host", defaultValue = "localhost", paramLabel = "HOST")
    private String host;

    @Option(names = "--port", defaultValue = "8080", paramLabel = "N")
    private int port;

    @Option(names = "--transport", defaultValue = "channel", paramLabel = "channel|batch|auto")
    private TransportChoice transport;

    @Option(names = "--prefix", defaultValue = "Tu mensaje fue: ", paramLabel = "TEXT")
    private String prefix;

    @Option(names = "--echo")
    private boolean echo;

    @Option(names = "--idle-timeout", defaultValue = "5m", paramLabel = "T")
    private DurationValue idleTimeout;

    @Option(names = "--workers", paramLabel = "N")
    private Integer workers;

    @Option(names = "--quiet")
    private boolean quiet;

    @Option(names = "--stop-at-end-of-input")
    private boolean stopAtEnd;

    @Option(names = "--report", paramLabel = "FILE")
    private Path report;

    @Option(names = "--report-every", defaultValue = "off", paramLabel = "T")
    private DurationValue reportEvery;

    @Option(names = "--http", paramLabel = "[HOST:]PORT")
    private ListenAddress http;

    @Mixin
    private final LimitOptions limits;

    @Mixin
    private CommonOptions common;

    public ServerCommand(Messages texts) {
        this.texts = texts;
        this.limits = new LimitOptions(texts);
    }

    @Override
    public Integer call() {
        ServerOptions options = options();
        ConsoleProtocol protocol = new ConsoleProtocol(prefix, echo);
        if (protocol.isEcho()) {
            requireLoopback();
        }
        OutputFile file = report == null ? null : OutputFile.open(report, texts);
        ConsoleOptions consoleOptions = new ConsoleOptions(protocol, idleTimeout, quiet, stopAtEnd);
        MonitoringOptions monitoring = new MonitoringOptions(file, reportEvery.duration(), http);
        return new ServerRun(options, consoleOptions, monitoring, texts).run();
    }

    /**
     * Returns the server's options.
     *
     * @throws CommandException when one is invalid
     */
    public ServerOptions options() {
        require(!host.isBlank(), "--host", host);
        HostName.requireScope(host, texts);
        if (http != null) {
            HostName.requireScope(http.host(), texts);
        }
        require(port >= 0 && port <= 65_535, "--port", port);
        require(workers == null || workers >= 0 && workers <= MAX_WORKERS, "--workers", workers);
        require(idleTimeout.isWithin(MIN_IDLE_TIMEOUT, MAX_DURATION), "--idle-timeout", idleTimeout);
        boolean reportsOften = report != null && reportEvery.isWithin(MIN_REPORT_INTERVAL, MAX_DURATION);
        require(reportEvery.isOff() || reportsOften, "--report-every", reportEvery);
        ServerOptions options = ServerOptions.on(port)
                .withHost(host)
                .withIdleTimeout(idleTimeout.duration())
                .withTransport(transport)
                .withLimits(limits.limits());
        ConsoleProtocol.requirePrefixFits(prefix, options.limits().amplification(), texts);
        return workers == null ? options : options.withWorkers(workers);
    }

    private void require(boolean valid, String option, Object value) {
        if (!valid) {
            throw UsageErrors.invalidValue(spec.commandLine(), option, value, texts);
        }
    }

    /**
     * Requires a loopback host for an echo server: a forged datagram could start an endless exchange between two of
     * them.
     */
    private void requireLoopback() {
        try {
            if (!Resolver.SYSTEM.resolve(host).stream().allMatch(InetAddress::isLoopbackAddress)) {
                throw new CommandException(
                        CommandException.USAGE_ERROR, texts.format("server.echo-not-loopback", SafeText.of(host)));
            }
        } catch (UnknownHostException e) {
            throw HostName.unresolved(host, texts);
        }
    }
}
