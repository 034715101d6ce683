package paloma.load;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;

/**
 * <em>Immutable.</em> What a run sends, where to, and how long it waits for each answer. Every client sends its
 * messages one at a time: the next goes when the answer or the timeout came.
 *
 * @param server the server's address, a resolved one
 * @param clients sockets, 1 to {@link #MOST_CLIENTS}
 * @param messages of each client, 1 to {@link #MOST_MESSAGES}
 * @param size of a message in bytes, {@link #LEAST_SIZE} to what one datagram holds beside the prefix
 * @param timeout how long an answer may take before it counts as lost, 1 ms to 1 h
 * @param prefix what the server puts in front of the message that it answers; may be empty
 * @param leave what each client says at the end, so that the server forgets it; empty says nothing
 * @param farewell what the server tells its clients when it stops; empty when it tells them nothing
 * @param run a random number which every message carries: answers to another run's messages are wrong ones
 */
public record Plan(
        InetSocketAddress server,
        int clients,
        int messages,
        int size,
        Duration timeout,
        String prefix,
        String leave,
        String farewell,
        int run) {
    /** Clients in one run at most; their numbers are written with six digits. */
    public static final int MOST_CLIENTS = 1_000_000;

    /** Messages of one client at most; their numbers are written with nine digits. */
    public static final int MOST_MESSAGES = 100_000_000;

    /** The bytes that the numbers of run, client and message take. */
    public static final int LEAST_SIZE = Script.NUMBERS_BYTES;

    /** The payload of the longest datagram: 65,535 bytes of IPv4 less 20 of its header and 8 of UDP's. */
    public static final int LONGEST_DATAGRAM = 65_507;

    private static final int FIELDS = 10;
    private static final long SLACK_MILLIS = 100;

    /** @throws IllegalArgumentException when a value is out of its range */
    public Plan {
        Objects.requireNonNull(server.getAddress(), "server is not resolved");
        check("port", server.getPort(), 1, 65_535);
        check("clients", clients, 1, MOST_CLIENTS);
        check("messages", messages, 1, MOST_MESSAGES);
        check("size", size, LEAST_SIZE, mostSize(prefix));
        check(
                "timeout in milliseconds",
                timeout.toMillis(),
                1,
                Duration.ofHours(1).toMillis());
    }

    /** The longest message whose answer, with {@code prefix} in front, still fits into one datagram. */
    public static int mostSize(String prefix) {
        return LONGEST_DATAGRAM - prefix.getBytes(StandardCharsets.UTF_8).length;
    }

    /** All messages of all clients. */
    public long planned() {
        return (long) clients * messages;
    }

    /** The clients of part {@code part}, from 0 on, of {@code parts}: together all clients, none twice, within one of equal. */
    Share share(int part, int parts) {
        int first = (int) ((long) clients * part / parts);
        int end = (int) ((long) clients * (part + 1) / parts);
        return new Share(first, end - first);
    }

    /** When a run must be over: each client gave each message its whole timeout, and the machine was slow besides. */
    long longestMillis() {
        return (timeout.toMillis() + SLACK_MILLIS) * messages + 60_000;
    }

    /** This as one line for another process. */
    String toLine() {
        return String.join(
                " ",
                server.getAddress().getHostAddress(),
                Integer.toString(server.getPort()),
                Integer.toString(clients),
                Integer.toString(messages),
                Integer.toString(size),
                Long.toString(timeout.toMillis()),
                encoded(prefix),
                encoded(leave),
                encoded(farewell),
                Integer.toString(run));
    }

    /** @throws IllegalArgumentException when the line is not one of {@link #toLine} */
    static Plan ofLine(String line) {
        String[] fields = line.split(" ");
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("not a plan: " + line);
        }
        return new Plan(
                new InetSocketAddress(fields[0], Integer.parseInt(fields[1])),
                Integer.parseInt(fields[2]),
                Integer.parseInt(fields[3]),
                Integer.parseInt(fields[4]),
                Duration.ofMillis(Long.parseLong(fields[5])),
                decoded(fields[6]),
                decoded(fields[7]),
                decoded(fields[8]),
                Integer.parseInt(fields[9]));
    }

    /** Never empty and without spaces, whatever the text. */
    private static String encoded(String text) {
        return "=" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String field) {
        return new String(Base64.getDecoder().decode(field.substring(1)), StandardCharsets.UTF_8);
    }

    private static void check(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be from " + least + " to " + most);
        }
    }
}
