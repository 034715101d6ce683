package paloma.impair;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import paloma.net.Resolver;

/** <em>One thread.</em> Reads the words of a command line. */
final class Arguments {
    static final String HELP = """
            Usage: make impair ARGS="--listen 9000 --to localhost:8080 --loss 5% --seed 7"

            A bad network between clients and a UDP server. Clients talk to --listen, which talks to --to; one seed
            decides what happens on the way.

              --listen [HOST:]PORT  where clients talk to (localhost; port 0 picks a free one)
              --to HOST:PORT        the server
              --seed N              the same seed decides the same again (random)
              --rebind N            after every N packets of a client the server sees it at another port
              --help

            In both directions, or with --up- to the server only (--up-loss), with --down- to the clients only:

              --loss SHARE                 loses packets, each for itself: 5%
              --burst ENTER,LEAVE[,SHARE]  loses packets in bursts: the chance of each packet to begin one, and to
                                           end it, and the share lost meanwhile (100%): 1%,25%
              --drop N[,N...]              loses exactly the N-th packets
              --blackhole FROM-[TO]        loses everything from FROM to TO after the start: 5s-8s, 0s-
              --duplicate SHARE            passes packets twice
              --reorder SHARE[,N]          holds packets until N (1) later ones have passed, 200 ms at most
              --delay TIME                 passes packets that much later: 80ms
              --jitter TIME                and up to that much later still, so that packets overtake each other
              --corrupt SHARE              flips a bit of packets
              --truncate SHARE             cuts off the end of packets

            Every client has links of its own, on which packets are counted from 1. Ctrl-C ends it; it prints what
            became of the packets.
            """;

    private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,9})?)%");
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(us|ms|s|m)");
    private static final Map<String, Long> NANOS =
            Map.of("us", 1_000L, "ms", 1_000_000L, "s", 1_000_000_000L, "m", 60_000_000_000L);
    private static final long MAX_NANOS = 10 * 60_000_000_000L;
    private static final long MAX_PACKETS = 1_000_000_000_000L;
    private static final int MAX_GAP = 1_000;
    private static final int MAX_PORT = 65_535;

    private interface Change {
        Faults of(Faults faults, Arguments value) throws WrongUse;
    }

    private static final Map<String, Change> CHANGES = Map.ofEntries(
            Map.entry("loss", (faults, value) -> faults.withLoss(value.share(value.text))),
            Map.entry("burst", (faults, value) -> faults.withBursts(value.bursts())),
            Map.entry("drop", (faults, value) -> faults.withDrops(value.numbers())),
            Map.entry("blackhole", (faults, value) -> faults.withBlackhole(value.span())),
            Map.entry("duplicate", (faults, value) -> faults.withDuplicate(value.share(value.text))),
            Map.entry("reorder", (faults, value) -> faults.withReordering(value.reordering())),
            Map.entry("delay", (faults, value) -> faults.withDelayNanos(value.nanos(value.text))),
            Map.entry("jitter", (faults, value) -> faults.withJitterNanos(value.nanos(value.text))),
            Map.entry("corrupt", (faults, value) -> faults.withCorrupt(value.share(value.text))),
            Map.entry("truncate", (faults, value) -> faults.withTruncate(value.share(value.text))));

    private final String option;
    private final String text;

    private Arguments(String option, String text) {
        this.option = option;
        this.text = text;
    }

    /** Parses the options; a random seed by default. */
    static ProxyOptions parse(String... words) throws WrongUse {
        Faults up = Faults.NONE;
        Faults down = Faults.NONE;
        Map<String, Arguments> others = new HashMap<>();
        for (int i = 0; i < words.length; i += 2) {
            String name = words[i].replaceFirst("^--(?:up-|down-)?", "");
            boolean known = words[i].startsWith("--") && CHANGES.containsKey(name);
            if (!known && !Set.of("--listen", "--to", "--seed", "--rebind").contains(words[i])) {
                throw new WrongUse("there is no option " + words[i] + "; --help lists them");
            }
            if (i + 1 == words.length) {
                throw new WrongUse(words[i] + " needs a value; --help tells which");
            }
            Arguments value = new Arguments(words[i], words[i + 1]);
            if (!known) {
                others.put(words[i], value);
                continue;
            }
            Change change = CHANGES.get(name);
            up = words[i].startsWith("--down-") ? up : change.of(up, value);
            down = words[i].startsWith("--up-") ? down : change.of(down, value);
        }
        return new ProxyOptions(
                required(others, "--listen").address("localhost", 0),
                required(others, "--to").address(null, 1),
                others.containsKey("--seed")
                        ? others.get("--seed").number(Long.MIN_VALUE, Long.MAX_VALUE)
                        : ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE),
                others.containsKey("--rebind") ? others.get("--rebind").number(1, MAX_PACKETS) : 0,
                up,
                down);
    }

    private static Arguments required(Map<String, Arguments> others, String option) throws WrongUse {
        if (!others.containsKey(option)) {
            throw new WrongUse(option + " is missing; --help tells what it is");
        }
        return others.get(option);
    }

    private WrongUse wrong(String range) {
        return new WrongUse(option + " is " + text + "; it must be " + range);
    }

    private InetSocketAddress address(String defaultHost, long minPort) throws WrongUse {
        int colon = text.lastIndexOf(':');
        String form = defaultHost == null ? "HOST:PORT" : "PORT or HOST:PORT";
        if (colon < 0 && defaultHost == null) {
            throw wrong(form);
        }
        long port = number(text.substring(colon + 1), minPort, MAX_PORT, form + " with a port");
        String host = colon < 0 ? defaultHost : text.substring(0, colon);
        if (host.isEmpty()) {
            throw wrong(form);
        }
        try {
            InetAddress address = Resolver.SYSTEM.resolve(host).get(0);
            return new InetSocketAddress(address, (int) port);
        } catch (UnknownHostException e) {
            throw new WrongUse(option + " is " + text + "; no host of that name is known");
        }
    }

    private double share(String share) throws WrongUse {
        Matcher form = SHARE.matcher(share);
        double percent = form.matches() ? Double.parseDouble(form.group(1)) : -1;
        if (percent < 0 || percent > 100) {
            throw wrong(
                    option.endsWith("burst")
                            ? "two or three shares from 0% to 100%, such as 1%,25%"
                            : option.endsWith("reorder")
                                    ? "a share from 0% to 100% and a number from 1 to " + MAX_GAP
                                            + ", such as 10% or 10%,3"
                                    : "a share from 0% to 100%, such as 5%");
        }
        return percent / 100;
    }

    private Faults.Bursts bursts() throws WrongUse {
        String[] parts = text.split(",", -1);
        // Any other number of parts is refused like a part that is no fraction.
        double enter = share(parts.length < 2 || parts.length > 3 ? "" : parts[0]);
        return new Faults.Bursts(enter, share(parts[1]), parts.length == 3 ? share(parts[2]) : 1);
    }

    private Faults.Reordering reordering() throws WrongUse {
        int comma = text.indexOf(',');
        double share = share(comma < 0 ? text : text.substring(0, comma));
        long gap = comma < 0 ? 1 : number(text.substring(comma + 1), 1, MAX_GAP, "a share and a number");
        return new Faults.Reordering(share, (int) gap, Faults.NONE.reordering().holdNanos());
    }

    private Set<Long> numbers() throws WrongUse {
        Set<Long> numbers = new HashSet<>();
        for (String number : text.split(",", -1)) {
            numbers.add(number(number, 1, MAX_PACKETS, "numbers, such as 3 or 3,7,"));
        }
        return Set.copyOf(numbers);
    }

    private Faults.Span span() throws WrongUse {
        String[] ends = text.split("-", -1);
        if (ends.length != 2) {
            throw wrong("a span of time, such as 5s-8s or 0s-");
        }
        Faults.Span span = new Faults.Span(nanos(ends[0]), ends[1].isEmpty() ? Long.MAX_VALUE : nanos(ends[1]));
        if (span.fromNanos() >= span.toNanos()) {
            throw wrong("a span of time whose end is after its start");
        }
        return span;
    }

    private long nanos(String time) throws WrongUse {
        Matcher form = TIME.matcher(time);
        long nanos = form.matches() ? Long.parseLong(form.group(1)) * NANOS.get(form.group(2)) : Long.MAX_VALUE;
        if (nanos > MAX_NANOS) {
            throw wrong(
                    option.endsWith("blackhole")
                            ? "a span of time, such as 5s-8s or 0s-"
                            : "a time from 0ms to 10m, such as 80ms");
        }
        return nanos;
    }

    private long number(long min, long max) throws WrongUse {
        return number(text, min, max, "a number");
    }

    private long number(String digits, long min, long max, String what) throws WrongUse {
        try {
            long number = Long.parseLong(digits);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, like a number out of range.
        }
        throw wrong(what + " from " + min + " to " + max);
    }

    /** Whether help is requested. */
    static boolean wantHelp(String... words) {
        return Arrays.asList(words).contains("--help") || Arrays.asList(words).contains("-h");
    }
}
