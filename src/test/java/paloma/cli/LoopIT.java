package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Counters;
import paloma.DropReason;
import paloma.cli.console.ConsoleProtocol;

/** One forged datagram starts a loop between two services that answer each message (CVE-2024-2169). */
class LoopIT {
    private static final String FORGED = "¿Quién vive?";

    @TempDir
    private Path folder;

    private final List<Accounted> servers = new ArrayList<>();

    /** A server, its report, and the number of this test's messages outside the loop. */
    private final class Accounted {
        final Path file = folder.resolve("report-" + servers.size() + ".json");
        final RunningServer server;
        long requests;

        Accounted(String... options) {
            String[] reporting = {"--report", file.toString(), "--report-every", "1s"};
            server = RunningServer.start(
                    Stream.of(reporting, options).flatMap(Stream::of).toArray(String[]::new));
            servers.add(this);
        }

        int port() {
            return server.port();
        }

        Report report() {
            return Report.read(file);
        }

        /** Waits until the report counts one dropped datagram of this reason. */
        void awaitOne(DropReason reason) {
            Awaitility.await()
                    .until(() -> Report.latest(file)
                            .filter(report -> report.counters().dropped().get(reason) == 1)
                            .isPresent());
        }

        /** Exchanges 200 messages, which takes as long as hundreds of rounds of a loop. */
        void ask() {
            try (Peer peer = server.peer()) {
                for (int i = 0; i < 200; i++) {
                    peer.request("hola");
                    requests++;
                }
            }
        }

        /** Ends the session of {@code port}, so that no goodbye adds to the counts of this test. */
        void sendLeave(int port) {
            ForgedDatagram.send(port, port(), ConsoleProtocol.LEAVE);
            requests++;
        }

        /** Waits until one session has closed: a server that stops earlier sends it a goodbye. */
        void awaitLeft() {
            Awaitility.await()
                    .until(() -> Report.latest(file)
                            .filter(report -> report.counters().closed().get(CloseReason.CLOSED) == 1)
                            .isPresent());
        }

        void stop() {
            server.process().signal("TERM");
            assertEquals(0, server.process().awaitExit());
            assertTrue(report().counters().balanced());
            assertEquals(0, report().kernelDrops());
        }

        long receivedOfLoop() {
            return report().counters().get(Counter.RECEIVED) - requests;
        }
    }

    @AfterEach
    void end() {
        servers.forEach(accounted -> accounted.server.close());
    }

    /** The receiver of a loop's last datagram refuses it. */
    @ParameterizedTest
    @CsvSource({
        "--lang es, --lang en, 2",
        "'--prefix A:', '--prefix B:', 3",
        "--lang es, --echo, 3",
    })
    void twoServersExchangeThreeDatagramsAtMost(String one, String other, int datagrams) {
        ForgedDatagram.requireTools();
        Accounted first = new Accounted(one.split(" "));
        Accounted second = new Accounted(other.split(" "));
        ForgedDatagram.send(second.port(), first.port(), FORGED);
        (datagrams == 2 ? second : first).awaitOne(DropReason.FILTERED);
        first.ask();
        second.ask();
        first.sendLeave(second.port());
        first.awaitLeft();
        second.sendLeave(first.port());
        if (datagrams == 3) {
            second.awaitLeft();
        }
        first.stop();
        second.stop();
        assertEquals(datagrams, first.receivedOfLoop() + second.receivedOfLoop());
    }

    @Test
    void aServerAndAnEchoServiceExchangeThreeDatagramsAtMost() throws Exception {
        Accounted accounted = new Accounted("--quiet");
        AtomicLong echoed = new AtomicLong();
        try (DatagramSocket echo = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            // It ends when its socket is closed.
            new Thread(() -> answer(echo, echoed, UnaryOperator.identity()), "echo").start();
            // Sent from this socket, which has the same effect as a forged source.
            send(echo, FORGED, accounted.port());
            accounted.awaitOne(DropReason.FILTERED);
            accounted.ask();
            send(echo, ConsoleProtocol.LEAVE, accounted.port());
            accounted.requests++;
            accounted.awaitLeft();
            accounted.stop();
            assertEquals(2, accounted.receivedOfLoop());
            assertEquals(1, echoed.get());
        }
    }

    /**
     * An answer in another form is not recognized: in upper case, after more bytes than the server searches, and
     * escaped in JSON (RFC 8259 §7). One refused message ends such a loop.
     */
    @ParameterizedTest
    @EnumSource
    void anUnknownLoopIsBoundedByTheRateLimit(Quoting quoting) throws Exception {
        Accounted accounted = new Accounted("--quiet", "--max-rate", "1", "--burst", "50");
        AtomicLong answered = new AtomicLong();
        long begunAt = System.nanoTime();
        long seconds;
        try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            // It ends when its socket is closed.
            new Thread(() -> answer(other, answered, quoting.form), "quoting").start();
            send(other, FORGED, accounted.port());
            accounted.awaitOne(DropReason.RATE_LIMITED);
            seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begunAt);
            // Time for more rounds; there are none.
            for (int i = 0; i < 40; i++) {
                try (Peer peer = accounted.server.peer()) {
                    peer.request("hola");
                    accounted.requests++;
                }
            }
        }
        accounted.stop();
        Counters counters = accounted.report().counters();
        long ofLoop = counters.get(Counter.ACCEPTED) - accounted.requests;
        assertTrue(ofLoop >= 50 && ofLoop <= 50 + seconds, counters::toString);
        assertEquals(ofLoop, answered.get());
        assertEquals(ofLoop + 1, accounted.receivedOfLoop());
        assertEquals(1, counters.dropped().get(DropReason.RATE_LIMITED));
    }

    /** The form in which a service quotes the message in its answer. */
    private enum Quoting {
        UPPER_CASE(text -> text.toUpperCase(Locale.ROOT)),
        FAR_BEHIND(text -> "x".repeat(1_100) + text.substring(text.lastIndexOf('x') + 1)),
        ESCAPED(text -> text.replace("T", "\\u0054"));

        final UnaryOperator<String> form;

        Quoting(UnaryOperator<String> form) {
            this.form = form;
        }
    }

    private static void send(DatagramSocket socket, String text, int port) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
    }

    /** Answers each datagram with its converted text; unconverted, this is RFC 862. */
    private static void answer(DatagramSocket socket, AtomicLong echoed, UnaryOperator<String> form) {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        try {
            while (true) {
                packet.setLength(65_536);
                socket.receive(packet);
                byte[] bytes = form.apply(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8);
                socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
                echoed.incrementAndGet();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--lang=es", "--echo"})
    void aServerAnswersNeitherItselfNorAPrivilegedPort(String option) {
        ForgedDatagram.requireTools();
        Accounted accounted = new Accounted(option);
        ForgedDatagram.send(accounted.port(), accounted.port(), FORGED);
        ForgedDatagram.send(7, accounted.port(), FORGED);
        accounted.awaitOne(DropReason.SOURCE_PORT_RESERVED);
        accounted.ask();
        accounted.stop();
        assertEquals(1, accounted.report().counters().dropped().get(DropReason.SOURCE_IS_SELF));
        assertEquals(2, accounted.receivedOfLoop());
    }
}
