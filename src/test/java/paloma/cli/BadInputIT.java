package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** After each bad input the server answers the next client. */
class BadInputIT {
    private static final byte[] PREFIX = "Tu mensaje fue: ".getBytes(StandardCharsets.UTF_8);
    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterEach
    void theNextClientIsAnswered() {
        try (Peer next = server.peer()) {
            assertEquals("Tu mensaje fue: Hola, servidor!", next.request("Hola, servidor!"));
            next.send("salir");
        }
    }

    @AfterAll
    static void stop() {
        try (RunningServer stopping = server) {
            stopping.stop();
            assertEquals(List.of(), stopping.warnings());
        }
    }

    @Test
    void everySingleByteComesBack() {
        for (int b = 0; b < 256; b++) {
            try (Peer peer = server.peer()) {
                peer.send(new byte[] {(byte) b});
                byte[] expected = b == '\n' ? PREFIX : Arrays.copyOf(PREFIX, PREFIX.length + 1);
                expected[expected.length - 1] = b == '\n' ? (byte) ' ' : (byte) b;
                assertArrayEquals(expected, peer.receiveBytes(), "byte " + b);
            }
        }
    }

    @Test
    void malformedUtf8ComesBackUnchangedAndPrintsAsItsBytes() {
        try (Peer peer = server.peer()) {
            byte[] message = {'a', (byte) 0xc3, 'b', (byte) 0xff, (byte) 0xed, (byte) 0xa0, (byte) 0x80};
            peer.send(message);
            byte[] answer = peer.receiveBytes();
            assertArrayEquals(message, Arrays.copyOfRange(answer, PREFIX.length, answer.length));
            server.process().awaitStdout(line -> line.endsWith("): a\\xc3b\\xff\\xed\\xa0\\x80"));
        }
    }

    @Test
    void escapeSequencesArePrintedAsText() {
        try (Peer peer = server.peer()) {
            String message = "\u001b[2J\u001b]0;x\u0007\r\nSesiones: 99\u202e\u0085";
            assertEquals("Tu mensaje fue: " + message, peer.request(message));
            server.process()
                    .awaitStdout(line -> line.endsWith("): \\x1b[2J\\x1b]0;x\\x07\\r\\nSesiones: 99\\u202e\\x85"));
        }
    }

    @Test
    void theLargestMessageIsPrintedShortAndItsAnswerWouldNotFit() {
        try (Peer peer = server.peer()) {
            byte[] message = new byte[65_507];
            Arrays.fill(message, (byte) 'x');
            peer.send(message);
            assertEquals("Tu mensaje fue: y", peer.request("y"));
            server.process().awaitStdout(line -> line.endsWith("): " + "x".repeat(200) + "…"));
        }
    }

    @Test
    void theLargestAnswerLeaves() {
        try (Peer peer = server.peer()) {
            byte[] message = new byte[65_507 - PREFIX.length];
            peer.send(message);
            assertEquals(65_507, peer.receiveBytes().length);
        }
    }

    @Test
    void anEmptyDatagramHasNoAnswer() {
        try (Peer peer = server.peer()) {
            peer.send("");
            assertEquals("Tu mensaje fue: x", peer.request("x"));
        }
    }

    @Test
    void aSourceThatCannotBeAnsweredIsDropped() {
        ForgedDatagram.requireTools();
        forge(0, "desde el puerto 0");
        forge(server.port(), "desde el propio servidor");
        forge(server.port(), "Tu mensaje fue: desde el propio servidor");
        try (Peer peer = server.peer()) {
            peer.request("después");
            server.process().awaitStdout(line -> line.endsWith("): después"));
            assertEquals(
                    0,
                    server.process().stdoutLines().stream()
                            .filter(line -> line.contains("desde el"))
                            .count());
        }
    }

    @Test
    void aForgedSourceThatExistsIsAPeerLikeAnyOther() {
        ForgedDatagram.requireTools();
        try (Peer peer = server.peer()) {
            forge(peer.port(), "falso");
            assertEquals("Tu mensaje fue: falso", peer.receive());
        }
    }

    private static void forge(int source, String text) {
        ForgedDatagram.send(source, server.port(), text);
    }
}
