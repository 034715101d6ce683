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

    /** Peers on {@code host} of the server on {@code port}, over IPv4 unless a peer's address is IPv6. */
    Peers(Namespace host, int port) {
        this(host, port, Lan.SERVER);
    }

    /** Peers on {@code host} of {@code server} on {@code port}. */
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

    /** A socket at {@code address}. */
    Peer open(String address) {
        return open(address, 0, server);
    }

    /** A socket at {@code address} and {@code localPort}, where 0 selects one, for the server at {@code server}. */
    Peer open(String address, int localPort, String server) {
        String name = Integer.toString(serial);
        return new Peer(name, Integer.parseInt(command("open", name, address, localPort, server, port)));
    }

    /** {@code count} sockets at {@code address}. */
    List<Peer> open(String address, int count) {
        return IntStream.range(0, count).mapToObj(i -> open(address)).toList();
    }

    /** Waits until packets reach the server and return. */
    void awaitReachable() {
        command("reach", server);
    }

    /** Sends raw packets to the server with the source {@code address} and {@code sourcePort}. */
    void forge(String address, int sourcePort, long times) {
        sent += times;
        forgeInVain(address, sourcePort, times, 20, 0);
    }

    /**
     * Like {@link #forge} with {@code damage} added to the checksums; not counted as sent, as the server must not
     * get them.
     */
    void forgeInVain(String address, int sourcePort, long times, int size, int damage) {
        command("forge", address, sourcePort, server, port, times, size, damage);
    }

    /** Valid messages sent. */
    long sent() {
        return sent;
    }

    /** Receives until {@code expected} messages have arrived in all; no further one may follow. */
    void awaitReceived(long expected) {
        KernelAwait.await().until(() -> {
            takeWaiting();
            return received >= expected;
        });
        assertEquals(expected, received);
    }

    /** Receives the waiting messages; returns their number. */
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

        /** Sends {@code count} messages of {@code size} bytes; returns the expected answers of the console server. */
        List<String> send(int count, int size) {
            command("send", name, number, count, size);
            sent += count;
            int first = number;
            number += count;
            return IntStream.range(first, number)
                    .mapToObj(i -> "Tu mensaje fue: " + i + "/" + size)
                    .toList();
        }

        /**
         * Sends one message in fragments of {@code piece} bytes; returns the expected answer of the console server.
         */
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

        /** The next messages, each shown by its first bytes if it is whole. */
        List<String> take(int count) {
            List<String> taken = List.of(command("take", name, count).split("\\|"));
            received += count;
            return taken;
        }

        /** Sends {@code count} messages, each of which must be answered in order; returns the answers. */
        List<String> exchange(int count, int size) {
            List<String> expected = send(count, size);
            assertEquals(expected, take(count));
            return expected;
        }

        void exchange() {
            exchange(1, 20);
        }
    }
}
