package paloma.load.plan;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import paloma.AddressText;

/**
 * <em>Immutable.</em> The messages of a load run: content, destination, pacing, and timeout.
 *
 * @param server the server's address, a resolved one
 * @param clients sockets, 1 to {@link #MAX_CLIENTS}
 * @param profile when messages leave
 * @param minSize of a message in bytes, {@link #MIN_SIZE} to what one datagram holds beside the prefix
 * @param maxSize the same; when it is another one, each message has one of the sizes between them
 * @param timeout how long an answer may take before it counts as lost, 1 ms to 1 h
 * @param prefix the text that the server puts in front of the message in its answer; may be empty
 * @param clientGoodbye the message with which each client ends its session; empty for none
 * @param serverGoodbye the message with which a stopping server ends its sessions; empty for none
 * @param sources the local addresses that the clients are spread over, {@link SourceAddresses#ANY} for the system's choice
 * @param run a random number which every message carries: answers to another run's messages are foreign ones
 */
public record Plan(
        InetSocketAddress server,
        int clients,
        LoadProfile profile,
        int minSize,
        int maxSize,
        Duration timeout,
        String prefix,
        String clientGoodbye,
        String serverGoodbye,
        SourceAddresses sources,
        int run) {
    /** Clients in one run at most; their numbers have six digits. */
    public static final int MAX_CLIENTS = 1_000_000;

    /** The bytes of the numbers of run, client and message, and of the checksum. */
    public static final int MIN_SIZE = 33;

    /** The payload of the longest datagram: 65,535 bytes of IPv4, less 20 of its header and 8 of UDP's. */
    public static final int MAX_DATAGRAM = 65_507;

    /** Messages in flight at most if none is answered: rate times timeout, or all windows. */
    public static final long MAX_WAITING = 10_000_000;

    private static final int FIELDS = 12;
    private static final long SLACK_MILLIS = 100;
    private static final long SETTLING_MILLIS = 60_000;

    /** @throws IllegalArgumentException when a value is out of its range */
    public Plan {
        Objects.requireNonNull(server.getAddress(), "server is not resolved");
        LoadProfile.check("port", server.getPort(), 1, 65_535);
        LoadProfile.check("clients", clients, 1, MAX_CLIENTS);
        LoadProfile.check("size", minSize, MIN_SIZE, maxSize(prefix));
        LoadProfile.check("size", maxSize, minSize, maxSize(prefix));
        long hour = Duration.ofHours(1).toMillis();
        LoadProfile.check("timeout in milliseconds", timeout.toMillis(), 1, hour);
        LoadProfile.check("messages on their way", profile.maxWaitingInAll(clients, timeout), 0, MAX_WAITING);
    }

    /** The longest message whose answer, with {@code prefix} in front, fits into one datagram. */
    public static int maxSize(String prefix) {
        return MAX_DATAGRAM - prefix.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The measured messages of all clients, for a profile that fixes their number. */
    public long planned() {
        return switch (profile.kind()) {
            case TURNS -> (long) clients * profile.messages();
            case WINDOW -> 0;
            case SCHEDULE -> new Schedule(profile).total() - new Schedule(profile).warmups();
        };
    }

    /** How long a timed run sends, warm-up included. */
    public Duration sending() {
        return profile.warmup().plus(profile.duration());
    }

    /**
     * The clients of part {@code part}, from 0 on, of {@code parts}: a partition in ranges whose sizes differ by
     * one at most.
     */
    public ClientRange range(int part, int parts) {
        int first = (int) ((long) clients * part / parts);
        int end = (int) ((long) clients * (part + 1) / parts);
        return new ClientRange(first, end - first);
    }

    /** Upper bound of a run: every message takes its whole timeout, on a slow machine. */
    public long maxMillis() {
        long turn = timeout.plus(profile.think()).toMillis() + SLACK_MILLIS;
        return SETTLING_MILLIS + (profile.isTimed() ? sending().toMillis() + 2 * turn : turn * profile.messages());
    }

    /** The plan as one line for another process. */
    public String toLine() {
        return String.join(
                " ",
                AddressText.of(server.getAddress()),
                Integer.toString(server.getPort()),
                Integer.toString(clients),
                profile.toText(),
                Integer.toString(minSize),
                Integer.toString(maxSize),
                Long.toString(timeout.toMillis()),
                encoded(prefix),
                encoded(clientGoodbye),
                encoded(serverGoodbye),
                sources.toString(),
                Integer.toString(run));
    }

    /** @throws IllegalArgumentException when the line is not one of {@link #toLine} */
    public static Plan ofLine(String line) {
        String[] fields = line.split(" ");
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("not a plan: " + line);
        }
        return new Plan(
                new InetSocketAddress(fields[0], Integer.parseInt(fields[1])),
                Integer.parseInt(fields[2]),
                LoadProfile.ofText(fields[3]),
                Integer.parseInt(fields[4]),
                Integer.parseInt(fields[5]),
                Duration.ofMillis(Long.parseLong(fields[6])),
                decoded(fields[7]),
                decoded(fields[8]),
                decoded(fields[9]),
                SourceAddresses.parse(fields[10]),
                Integer.parseInt(fields[11]));
    }

    /** Not empty and without spaces, whatever the text. */
    private static String encoded(String text) {
        return "=" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String field) {
        return new String(Base64.getDecoder().decode(field.substring(1)), StandardCharsets.UTF_8);
    }
}
