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

/** <em>Main thread.</em> {@code paloma load}: its options, and what of them is right. */
@Command(name = "load", versionProvider = Version.class, sortOptions = false)
public final class LoadCommand implements Callable<Integer> {
    private static final int MOST_PROCESSES = 64;
    private static final int CLIENTS = 100;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Messages words;

    @Spec
    private CommandSpec spec;

    @Option(names = "--host", paramLabel = "HOST", defaultValue = "localhost")
    private String host;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "8080")
    private int port;

    @Option(names = "--serve")
    private boolean serve;

    @Option(names = "--clients", paramLabel = "N")
    private Integer clientsAsked;

    @Option(names = "--processes", paramLabel = "N", defaultValue = "1")
    private int processes;

    @Mixin
    private LoadProfileOptions rhythm;

    @Option(names = "--size", paramLabel = "BYTES", defaultValue = "64")
    private SizeRange size;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "2s")
    private DurationValue timeout;

    @Option(names = "--prefix", paramLabel = "TEXT", defaultValue = "Tu mensaje fue: ")
    private String prefix;

    @Option(names = "--source", paramLabel = "NETWORK")
    private SourceAddresses source;

    @Option(names = "--no-goodbye")
    private boolean noGoodbye;

    @Mixin
    private LoadOutputOptions outcome;

    @Mixin
    private CommonOptions common;

    public LoadCommand(Messages words) {
        this.words = words;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        LoadProfile tempo = checkOptions();
        outcome.requirePlaces(words);
        if (rhythm.isPing()) {
            outcome.ofPing();
        }
        LoadRun run = new LoadRun(server -> plan(server, tempo), processes, rhythm.isPing(), outcome, words);
        if (serve) {
            candidates(LoadRun.LOCALHOST);
            String language = "--lang=" + words.language().code();
            return run.withServer(
                    spec.root().userObject().getClass().getName(),
                    List.of("server", "--port=0", "--quiet", "--stop-at-end-of-input", "--prefix=" + prefix, language));
        }
        return run.against(resolved(), HostPort.of(SafeText.text(host), port));
    }

    private int clients() {
        return rhythm.isPing() ? 1 : clientsAsked == null ? CLIENTS : clientsAsked;
    }

    private Plan plan(InetSocketAddress server, LoadProfile tempo) {
        return new Plan(
                server,
                clients(),
                tempo,
                size.least(),
                size.most(),
                timeout.duration(),
                prefix,
                noGoodbye ? "" : ConsoleProtocol.LEAVE,
                ConsoleProtocol.GOODBYE,
                source == null ? SourceAddresses.ANY : source,
                ThreadLocalRandom.current().nextInt());
    }

    /** The first address of the server to which a client has a way, else the first. */
    private InetSocketAddress resolved() {
        try {
            return (source == null ? SourceAddresses.ANY : source).firstWithWay(candidates(host));
        } catch (UnknownHostException e) {
            throw HostName.unknown(host, words);
        }
    }

    /** The addresses of {@code server} that a client can have as its peer. */
    private List<InetSocketAddress> candidates(String server) throws UnknownHostException {
        List<InetAddress> addresses = Resolver.SYSTEM.resolve(server);
        List<InetSocketAddress> candidates = addresses.stream()
                .filter(address -> source == null || source.isOfFamilyOf(address))
                .map(address -> new InetSocketAddress(address, port))
                .toList();
        if (candidates.isEmpty()) {
            throw new CommandException(
                    CommandException.WRONG_USE,
                    words.say("load.other-family", source, AddressText.of(addresses.get(0))));
        }
        return candidates;
    }

    /** Refuses what is out of range, or does not go together. */
    public LoadProfile checkOptions() {
        check("--port", port, 1, 65_535);
        HostName.requireScope(host, words);
        check("--clients", clients(), 1, Plan.MOST_CLIENTS);
        LoadProfile tempo = rhythm.tempo(words);
        check("--processes", processes, 1, Math.min(clients(), MOST_PROCESSES));
        int mostSize = Plan.mostSize(prefix);
        if (mostSize < Plan.LEAST_SIZE) {
            throw UsageErrors.wrongValue(spec.commandLine(), "--prefix", prefix, words);
        }
        check("--size", size.least(), Plan.LEAST_SIZE, mostSize);
        check("--size", size.most(), Plan.LEAST_SIZE, mostSize);
        if (serve) {
            ConsoleProtocol.requireFitting(prefix, Limits.DEFAULT.amplification(), words);
        }
        if (!timeout.isWithin(SHORTEST, LONGEST)) {
            throw UsageErrors.wrongValue(spec.commandLine(), "--timeout", timeout, words);
        }
        long waiting = tempo.mostWaitingInAll(clients(), timeout.duration());
        if (waiting > Plan.MOST_WAITING) {
            throw new CommandException(
                    CommandException.WRONG_USE, words.say("load.too-many-waiting", waiting, Plan.MOST_WAITING));
        }
        for (String where : new String[] {"--host", "--port"}) {
            if (serve && spec.commandLine().getParseResult().hasMatchedOption(where)) {
                throw new CommandException(CommandException.WRONG_USE, words.say("load.serve-elsewhere", where));
            }
        }
        return tempo;
    }

    private void check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new CommandException(
                    CommandException.WRONG_USE, words.say("load.out-of-range", option, value, least, most));
        }
    }
}
