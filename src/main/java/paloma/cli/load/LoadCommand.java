package paloma.cli.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import paloma.AddressText;
import paloma.Limits;
import paloma.cli.console.ConsoleProtocol;
import paloma.cli.option.CommonOptions;
import paloma.cli.option.DurationValue;
import paloma.cli.option.HostName;
import paloma.cli.option.HostPort;
import paloma.cli.option.SizeRange;
import paloma.cli.option.UsageErrors;
import paloma.cli.option.Version;
import paloma.cli.text.CommandException;
import paloma.cli.text.Messages;
import paloma.cli.text.SafeText;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Plan;
import paloma.load.plan.SourceAddresses;
import paloma.net.Resolver;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** <em>Main thread.</em> {@code paloma load}: parses and checks its options. */
@Command(name = "load", versionProvider = Version.class, sortOptions = false)
public final class LoadCommand implements Callable<Integer> {
    private static final int MAX_PROCESSES = 64;
    private static final int DEFAULT_CLIENTS = 100;
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

    private final Messages texts;

    @Spec
    private CommandSpec spec;

    @Option(names = "--host", paramLabel = "HOST", defaultValue = "localhost")
    private String host;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "8080")
    private int port;

    @Option(names = "--serve")
    private boolean serve;

    @Option(names = "--clients", paramLabel = "N")
    private Integer requestedClients;

    @Option(names = "--processes", paramLabel = "N", defaultValue = "1")
    private int processes;

    @Option(names = "--source", paramLabel = "NETWORK")
    private SourceAddresses source;

    @Mixin
    private LoadProfileOptions profileOptions;

    @Option(names = "--size", paramLabel = "BYTES", defaultValue = "64")
    private SizeRange size;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "2s")
    private DurationValue timeout;

    @Option(names = "--prefix", paramLabel = "TEXT", defaultValue = "Tu mensaje fue: ")
    private String prefix;

    @Option(names = "--no-goodbye")
    private boolean noGoodbye;

    @Mixin
    private LoadOutputOptions outputOptions;

    @Mixin
    private CommonOptions common;

    public LoadCommand(Messages texts) {
        this.texts = texts;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        LoadProfile profile = checkOptions();
        outputOptions.openFiles(texts);
        if (profileOptions.isPing()) {
            outputOptions.setPing();
        }
        RunEnvironment environment =
                RunEnvironment.of(spec.commandLine().getParseResult().originalArgs());
        LoadRun run = new LoadRun(server -> plan(server, profile), processes, outputOptions, environment, texts);
        if (serve) {
            candidates(LoadRun.LOCALHOST);
            String language = "--lang=" + texts.language().code();
            return run.withServer(
                    spec.root().userObject().getClass().getName(),
                    List.of("server", "--port=0", "--quiet", "--stop-at-end-of-input", "--prefix=" + prefix, language));
        }
        return run.against(resolved(), HostPort.of(SafeText.of(host), port));
    }

    private int clients() {
        return profileOptions.isPing() ? 1 : requestedClients == null ? DEFAULT_CLIENTS : requestedClients;
    }

    private Plan plan(InetSocketAddress server, LoadProfile profile) {
        return new Plan(
                server,
                clients(),
                profile,
                size.min(),
                size.max(),
                timeout.duration(),
                prefix,
                noGoodbye ? "" : ConsoleProtocol.LEAVE,
                ConsoleProtocol.GOODBYE,
                source == null ? SourceAddresses.ANY : source,
                ThreadLocalRandom.current().nextInt());
    }

    /** Returns the first address of the server that has a route from the source addresses, else the first. */
    private InetSocketAddress resolved() {
        try {
            return (source == null ? SourceAddresses.ANY : source).firstReachable(candidates(host));
        } catch (UnknownHostException e) {
            throw HostName.unresolved(host, texts);
        }
    }

    /**
     * Returns the server's addresses of the source's address family.
     *
     * @throws CommandException when there are none
     */
    private List<InetSocketAddress> candidates(String server) throws UnknownHostException {
        List<InetAddress> addresses = Resolver.SYSTEM.resolve(server);
        List<InetSocketAddress> candidates = addresses.stream()
                .filter(address -> source == null || source.isOfFamilyOf(address))
                .map(address -> new InetSocketAddress(address, port))
                .toList();
        if (candidates.isEmpty()) {
            throw new CommandException(
                    CommandException.USAGE_ERROR,
                    texts.format("load.other-family", source, AddressText.of(addresses.get(0))));
        }
        return candidates;
    }

    /**
     * Checks ranges and combinations of the options.
     *
     * @throws CommandException when one is invalid
     */
    public LoadProfile checkOptions() {
        check("--port", port, 1, 65_535);
        HostName.requireScope(host, texts);
        check("--clients", clients(), 1, Plan.MAX_CLIENTS);
        LoadProfile profile = profileOptions.profile(texts);
        check("--processes", processes, 1, Math.min(clients(), MAX_PROCESSES));
        int maxSize = Plan.maxSize(prefix);
        if (maxSize < Plan.MIN_SIZE) {
            throw UsageErrors.invalidValue(spec.commandLine(), "--prefix", prefix, texts);
        }
        check("--size", size.min(), Plan.MIN_SIZE, maxSize);
        check("--size", size.max(), Plan.MIN_SIZE, maxSize);
        if (serve) {
            ConsoleProtocol.requirePrefixFits(prefix, Limits.DEFAULTS.amplification(), texts);
        }
        if (!timeout.isWithin(MIN_TIMEOUT, MAX_TIMEOUT)) {
            throw UsageErrors.invalidValue(spec.commandLine(), "--timeout", timeout, texts);
        }
        long waiting = profile.maxWaitingInAll(clients(), timeout.duration());
        if (waiting > Plan.MAX_WAITING) {
            throw new CommandException(
                    CommandException.USAGE_ERROR, texts.format("load.too-many-waiting", waiting, Plan.MAX_WAITING));
        }
        for (String option : new String[] {"--host", "--port"}) {
            if (serve && spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new CommandException(CommandException.USAGE_ERROR, texts.format("load.serve-elsewhere", option));
            }
        }
        return profile;
    }

    private void check(String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw new CommandException(
                    CommandException.USAGE_ERROR, texts.format("load.out-of-range", option, value, min, max));
        }
    }
}
