package paloma.cli.client;

import java.time.Duration;
import java.util.concurrent.Callable;
import paloma.cli.option.CommonOptions;
import paloma.cli.option.DurationValue;
import paloma.cli.option.HostName;
import paloma.cli.option.UsageErrors;
import paloma.cli.option.Version;
import paloma.cli.text.Messages;
import paloma.client.ClientOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** <em>Main thread.</em> {@code paloma client}: parses and checks its options. */
@Command(name = "client", versionProvider = Version.class, sortOptions = false)
public final class ClientCommand implements Callable<Integer> {
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);
    private static final Duration MIN_KEEP_ALIVE = Duration.ofSeconds(15);
    private static final Duration MAX_DURATION = Duration.ofHours(1);

    private final Messages texts;

    @Spec
    private CommandSpec spec;

    @Option(names = "--host", defaultValue = "localhost", paramLabel = "HOST")
    private String host;

    @Option(names = "--port", defaultValue = "8080", paramLabel = "N")
    private int port;

    @Option(names = "--timeout", defaultValue = "2s", paramLabel = "T")
    private DurationValue timeout;

    @Option(names = "--keep-alive", defaultValue = "off", paramLabel = "T")
    private DurationValue keepAlive;

    @Mixin
    private CommonOptions common;

    public ClientCommand(Messages texts) {
        this.texts = texts;
    }

    @Override
    public Integer call() {
        return new ClientRun(options(), timeout, texts).run();
    }

    /**
     * Returns the client's options.
     *
     * @throws paloma.cli.text.CommandException when one is invalid
     */
    public ClientOptions options() {
        require(!host.isBlank(), "--host", host);
        HostName.requireScope(host, texts);
        require(port >= 1 && port <= 65_535, "--port", port);
        require(timeout.isWithin(MIN_TIMEOUT, MAX_DURATION), "--timeout", timeout);
        require(keepAlive.isOff() || keepAlive.isWithin(MIN_KEEP_ALIVE, MAX_DURATION), "--keep-alive", keepAlive);
        return ClientOptions.to(host, port)
                .withRequestTimeout(timeout.duration())
                .withKeepAlive(keepAlive.duration());
    }

    private void require(boolean valid, String option, Object value) {
        if (!valid) {
            throw UsageErrors.invalidValue(spec.commandLine(), option, value, texts);
        }
    }
}
