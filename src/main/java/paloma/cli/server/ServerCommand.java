package paloma.cli.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import paloma.cli.console.ConsoleProtocol;
import paloma.cli.option.CommonOptions;
import paloma.cli.option.DurationValue;
import paloma.cli.option.HostName;
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

/** <em>Main thread.</em> {@code paloma server}: its options, and what of them is right. */
@Command(name = "server", versionProvider = Version.class, sortOptions = false)
public final class ServerCommand implements Callable<Integer> {
    private static final int WORKERS = 1_024;
    private static final Duration SHORTEST_IDLE = Duration.ofMillis(1);
    private static final Duration SHORTEST_REPORT = Duration.ofSeconds(1);
    private static final Duration LONGEST_IDLE = Duration.ofDays(3652);

    private final Messages words;

    @Spec
    private CommandSpec spec;

    @Option(names = "--host", defaultValue = "localhost", paramLabel = "HOST")
    private String host;

    @Option(names = "--port", defaultValue = "8080", paramLabel = "N")
    private int port;

    @Option(names = "--workers", paramLabel = "N")
    private Integer workers;

    @Option(names = "--idle-timeout", defaultValue = "5m", paramLabel = "T")
    private DurationValue idleTimeout;

    @Option(names = "--prefix", defaultValue = "Tu mensaje fue: ", paramLabel = "TEXT")
    private String prefix;

    @Option(names = "--echo")
    private boolean echo;

    @Option(names = "--stop-at-end-of-input")
    private boolean stopAtEnd;

    @Option(names = "--quiet")
    private boolean quiet;

    @Option(names = "--report", paramLabel = "FILE")
    private Path report;

    @Option(names = "--report-every", defaultValue = "off", paramLabel = "T")
    private DurationValue reportEvery;

    @Mixin
    private LimitOptions limits;

    @Mixin
    private CommonOptions common;

    public ServerCommand(Messages words) {
        this.words = words;
    }

    @Override
    public Integer call() {
        ServerOptions options = options();
        ConsoleProtocol wire = new ConsoleProtocol(prefix, echo);
        if (wire.isEcho()) {
            requireLoopback();
        }
        OutputFile file = report == null ? null : OutputFile.at(report, words);
        return new ServerRun(options, wire, idleTimeout, quiet, stopAtEnd, file, reportEvery.duration(), words).run();
    }

    /** What was asked for, if it is right. */
    public ServerOptions options() {
        require(!host.isBlank(), "--host", host);
        HostName.requireScope(host, words);
        require(port >= 0 && port <= 65_535, "--port", port);
        require(workers == null || workers >= 0 && workers <= WORKERS, "--workers", workers);
        require(idleTimeout.isWithin(SHORTEST_IDLE, LONGEST_IDLE), "--idle-timeout", idleTimeout);
        boolean reportsOften = report != null && reportEvery.isWithin(SHORTEST_REPORT, LONGEST_IDLE);
        require(reportEvery.isOff() || reportsOften, "--report-every", reportEvery);
        ServerOptions options = ServerOptions.on(port)
                .withHost(host)
                .withIdleTimeout(idleTimeout.duration())
                .withLimits(limits.limits(words));
        ConsoleProtocol.requireFitting(prefix, options.limits().amplification(), words);
        return workers == null ? options : options.withWorkers(workers);
    }

    private void require(boolean right, String option, Object value) {
        if (!right) {
            throw UsageErrors.wrongValue(spec.commandLine(), option, value, words);
        }
    }

    /** Anyone's forged datagram could make an echo server talk to another one without end. */
    private void requireLoopback() {
        try {
            if (!Resolver.SYSTEM.resolve(host).stream().allMatch(InetAddress::isLoopbackAddress)) {
                throw new CommandException(
                        CommandException.WRONG_USE, words.say("server.echo-not-loopback", SafeText.text(host)));
            }
        } catch (UnknownHostException e) {
            throw HostName.unknown(host, words);
        }
    }
}
