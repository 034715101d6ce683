package paloma.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** <em>One thread.</em> The sockets of a host, in Python: ordinary ones, and raw ones that forge. They count what they do. */
final class Peers implements AutoCloseable {
    private static final int UDP_HEADER = 8;

    private final PalomaProcess process;
    private final int port;
    private final String server;
    private int serial;
    private long sent;
    private long received;

    /** Those of a host, to talk to a server on {@code port}, by IPv4 unless told otherwise. */
    Peers(Namespace host, int port) {
        this(host, port, Lan.SERVER);
    }

    /** Those of a host, to talk to {@code server} on {@code port}. */
    Peers(Namespace host, int port, String server) {
        this.process = host.in(Launch.command("python3", script())).start();
        this.port = port;
        this.server = server;
    }

    private static String script() {
        try {
            return Path.of(Peers.class.getResource("peers.py").toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A socket on that address that talks to the server. */
    Peer open(String address) {
        return open(address, 0, server);
    }

    /** A socket on that address and port, where 0 picks one, that talks to the server on that other address. */
    Peer open(String address, int localPort, String server) {
        String name = Integer.toString(serial);
        return new Peer(name, Integer.parseInt(command("open", name, address, localPort, server, port)));
    }

    /** So many sockets on that address. */
    List<Peer> open(String address, int count) {
        return IntStream.range(0, count).mapToObj(i -> open(address)).toList();
    }

    /** Waits until packets find their way to the server and back. */
    void awaitReachable() {
        command("reach", server);
    }

    /** Sends raw packets to the server that claim to come from {@code address} and {@code sourcePort}. */
    void forge(String address, int sourcePort, long times) {
        sent += times;
        forgeInVain(address, sourcePort, times, 20, 0);
    }

    /** The same with {@code damage} added to their checksums, and not counted as sent: they must not reach the server. */
    void forgeInVain(String address, int sourcePort, long times, int size, int damage) {
        command("forge", address, sourcePort, server, port, times, size, damage);
    }

    /** Messages that were sent whole and right. */
    long sent() {
        return sent;
    }

    /** Takes what comes until so many messages have been received in all; afterwards no other is there. */
    void awaitReceived(long expected) {
        Patience.await().until(() -> {
            takeWaiting();
            return received >= expected;
        });
        assertEquals(expected, received);
    }

    /** Takes what has come; returns how many messages that were. */
    long takeWaiting() {
        long taken = Long.parseLong(command("waiting"));
        received += taken;
        return taken;
    }

    private String command(Object... words) {
        String number = ++serial + " ";
        process.sendLine(number + Arrays.stream(words).map(String::valueOf).collect(Collectors.joining(" ")));
        String result = process.awaitStdout(line -> line.startsWith(number)).substring(number.length());
        if (result.startsWith("!")) {
            throw new AssertionError(Arrays.toString(words) + ": " + result);
        }
        return result;
    }

    @Override
    public void close() {
        process.close();
    }

    /** One socket. */
    final class Peer {
        private final String name;
        private final int port;
        private int number;

        private Peer(String name, int port) {
            this.name = name;
            this.port = port;
        }

        int port() {
            return port;
        }

        /** Sends so many messages of that size, and returns what the console server answers to them. */
        List<String> send(int count, int size) {
            command("send", name, number, count, size);
            sent += count;
            int first = number;
            number += count;
            return IntStream.range(first, number)
                    .mapToObj(i -> "Tu mensaje fue: " + i + "/" + size)
                    .toList();
        }

        /** Sends one message in these fragments of {@code piece} bytes; returns what the console server answers. */
        String sendFragments(int size, int piece, int... order) {
            int pieces = (UDP_HEADER + size + piece - 1) / piece;
            sent += Arrays.stream(order).distinct().count() == pieces ? 1 : 0;
            command(
                    "fragments",
                    name,
                    number,
                    size,
                    piece,
                    1_000 + number,
                    Arrays.stream(order).mapToObj(Integer::toString).collect(Collectors.joining(" ")));
            return "Tu mensaje fue: " + number++ + "/" + size;
        }

        /** The next messages, each told by its beginning if it is whole. */
        List<String> take(int count) {
            List<String> taken = List.of(command("take", name, count).split("\\|"));
            received += count;
            return taken;
        }

        /** Sends so many messages and must get an answer to each, in order; returns the answers. */
        List<String> ask(int count, int size) {
            List<String> expected = send(count, size);
            assertEquals(expected, take(count));
            return expected;
        }

        void ask() {
            ask(1, 20);
        }
    }
}
