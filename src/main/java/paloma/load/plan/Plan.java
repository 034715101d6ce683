package paloma.load.plan;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import paloma.AddressText;

/**
 * <em>Immutable.</em> What a run sends, where to, in which rhythm, and how long it waits for each answer.
 *
 * @param server the server's address, a resolved one
 * @param clients sockets, 1 to {@link #MOST_CLIENTS}
 * @param tempo when messages leave
 * @param leastSize of a message in bytes, {@link #LEAST_SIZE} to what one datagram holds beside the prefix
 * @param mostSize the same; when it is another one, each message has one of the sizes between them
 * @param timeout how long an answer may take before it counts as lost, 1 ms to 1 h
 * @param prefix what the server puts in front of the message that it answers; may be empty
 * @param leave what each client says at the end, so that the server forgets it; empty says nothing
 * @param farewell what the server tells its clients when it stops; empty when it tells them nothing
 * @param sources the local addresses that the clients are spread over, {@link SourceAddresses#ANY} for the system's choice
 * @param run a random number which every message carries: answers to another run's messages are foreign ones
 */
public record Plan(
        InetSocketAddress server,
        int clients,
        LoadProfile tempo,
        int leastSize,
        int mostSize,
        Duration timeout,
        String prefix,
        String leave,
        String farewell,
        SourceAddresses sources,
        int run) {
    /** Clients in one run at most; their numbers are written with six digits. */
    public static final int MOST_CLIENTS = 1_000_000;

    /** The bytes that the numbers of run, client and message take, and the check. */
    public static final int LEAST_SIZE = 33;

    /** The payload of the longest datagram: 65,535 bytes of IPv4 less 20 of its header and 8 of UDP's. */
    public static final int LONGEST_DATAGRAM = 65_507;

    /** Messages that may wait for their answers at the same time, should none come: rate times timeout, or all windows. */
    public static final long MOST_WAITING = 10_000_000;

    private static final int FIELDS = 12;
    private static final long SLACK_MILLIS = 100;
    private static final long SETTLING_MILLIS = 60_000;

    /** @throws IllegalArgumentException when a value is out of its range */
    public Plan {
        Objects.requireNonNull(server.getAddress(), "server is not resolved");
        LoadProfile.check("port", server.getPort(), 1, 65_535);
        LoadProfile.check("clients", clients, 1, MOST_CLIENTS);
        LoadProfile.check("size", leastSize, LEAST_SIZE, mostSize(prefix));
        LoadProfile.check("size", mostSize, leastSize, mostSize(prefix));
        long hour = Duration.ofHours(1).toMillis();
        LoadProfile.check("timeout in milliseconds", timeout.toMillis(), 1, hour);
        LoadProfile.check("messages on their way", tempo.mostWaitingInAll(clients, timeout), 0, MOST_WAITING);
    }

    /** The longest message whose answer, with {@code prefix} in front, still fits into one datagram. */
    public static int mostSize(String prefix) {
        return LONGEST_DATAGRAM - prefix.getBytes(StandardCharsets.UTF_8).length;
    }

    /** All messages of all clients, for a rhythm that says how many there are; those that do not count are not among them. */
    public long planned() {
        return switch (tempo.kind()) {
            case TURNS -> (long) clients * tempo.messages();
            case WINDOW -> 0;
            case SCHEDULE -> new Schedule(tempo).total() - new Schedule(tempo).warmups();
        };
    }

    /** How long a timed run sends, warm-up included. */
    public Duration sending() {
        return tempo.warmup().plus(tempo.duration());
    }

    /** The clients of part {@code part}, from 0 on, of {@code parts}: together all clients, none twice, within one of equal. */
    public ClientRange share(int part, int parts) {
        int first = (int) ((long) clients * part / parts);
        int end = (int) ((long) clients * (part + 1) / parts);
        return new ClientRange(first, end - first);
    }

    /** When a run must be over: each client gave each message its whole timeout, and the machine was slow besides. */
    public long longestMillis() {
        long turn = timeout.plus(tempo.think()).toMillis() + SLACK_MILLIS;
        return SETTLING_MILLIS + (tempo.isTimed() ? sending().toMillis() + 2 * turn : turn * tempo.messages());
    }

    /** This as one line for another process. */
    public String toLine() {
        return String.join(
                " ",
                AddressText.of(server.getAddress()),
                Integer.toString(server.getPort()),
                Integer.toString(clients),
                tempo.toText(),
                Integer.toString(leastSize),
                Integer.toString(mostSize),
                Long.toString(timeout.toMillis()),
                encoded(prefix),
                encoded(leave),
                encoded(farewell),
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

    /** Never empty and without spaces, whatever the text. */
    private static String encoded(String text) {
        return "=" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String field) {
        return new String(Base64.getDecoder().decode(field.substring(1)), StandardCharsets.UTF_8);
    }
}
