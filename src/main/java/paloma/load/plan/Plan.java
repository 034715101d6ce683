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
 * @param server the server's resolved address
 * @param clients number of clients, each with a socket, 1 to {@link #MAX_CLIENTS}
 * @param profile when messages are sent
 * @param minSize smallest message in bytes, {@link #MIN_SIZE} to {@link #maxSize(String)}
 * @param maxSize largest message in bytes, {@code minSize} to {@link #maxSize(String)}; sizes are uniform over the range
 * @param timeout time after which an unanswered message is lost, 1 ms to 1 h
 * @param prefix text before the message in the server's answer; may be empty
 * @param clientGoodbye last message of each client, which ends its session; empty for none
 * @param serverGoodbye last message of a stopping server to each client; empty for none
 * @param sources local addresses of the clients, {@link SourceAddresses#ANY} for the system's choice
 * @param run random number in every message; answers to messages of another run are foreign
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
    /** Maximum clients of a run; their numbers have six digits. */
    public static final int MAX_CLIENTS = 1_000_000;

    /** Minimum size in bytes: the numbers of run, client, and message, and the checksum. */
    public static final int MIN_SIZE = 33;

    /** Maximum payload of a datagram: 65,535 bytes less 20 of the IPv4 header and 8 of the UDP header. */
    public static final int MAX_DATAGRAM = 65_507;

    /** Maximum messages in flight if none is answered: rate times timeout, or the sum of the windows. */
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

    /** The measured messages of all clients; 0 if the profile does not fix their number. */
    public long planned() {
        return switch (profile.kind()) {
            case TURNS -> (long) clients * profile.messages();
            case WINDOW -> 0;
            case SCHEDULE -> new Schedule(profile).total() - new Schedule(profile).warmups();
        };
    }

    /** The time in which a timed run sends, warm-up included. */
    public Duration sending() {
        return profile.warmup().plus(profile.duration());
    }

    /**
     * The range of part {@code part}, 0 to {@code parts} - 1. The parts are a partition, and their sizes differ by
     * at most one.
     */
    public ClientRange range(int part, int parts) {
        int first = (int) ((long) clients * part / parts);
        int end = (int) ((long) clients * (part + 1) / parts);
        return new ClientRange(first, end - first);
    }

    /** Upper bound, in milliseconds, of a run in which every message takes its whole timeout. */
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

    /** Base64 with a leading {@code =}: not empty and without spaces. */
    private static String encoded(String text) {
        return "=" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String field) {
        return new String(Base64.getDecoder().decode(field.substring(1)), StandardCharsets.UTF_8);
    }
}
