package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** Piped input: a byte order mark, invalid UTF-8, lines over the maximum length. */
class InputIT {
    private static final String PROMPT = "Escribe un mensaje ('salir' para desconectar): ";

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstMessage() {
        try (Peer server = Peer.server();
                PalomaProcess client = Launch.client(server.port()).start()) {
            client.sendLine("\ufeffhola");
            assertEquals("hola", server.receive());
            server.send("eco");
            assertEquals("", server.receive());
            client.sendLine("\ufeffhola");
            assertEquals("\ufeffhola", server.receive());
        }
    }

    @Test
    void aLineThatIsNotUtf8IsRefusedAndTheNextOneIsSent() {
        try (Peer server = Peer.server();
                PalomaProcess client = Launch.client(server.port()).start()) {
            client.send("señal\nhola\n".getBytes(StandardCharsets.ISO_8859_1));
            assertEquals("hola", server.receive());
            server.send("eco");
            client.closeStdin();
            assertEquals(0, client.awaitExit());
            assertEquals(
                    List.of(
                            PROMPT + "se\\xf1al",
                            "La línea no se aceptó: no es UTF-8 (tiene 5 bytes)",
                            PROMPT + "hola",
                            "Respuesta del servidor: eco",
                            PROMPT + "salir",
                            "Desconectado"),
                    client.stdoutLines());
        }
    }

    @Test
    void theFullLengthOfATooLongLineIsReported() {
        try (Peer server = Peer.server();
                PalomaProcess client =
                        Launch.client(server.port(), "--lang", "en").start()) {
            client.sendLine("ñ".repeat(500_000));
            client.awaitStdoutText("The message does not fit into a datagram: it has 1000000 bytes");
            byte[] latin1 = "ñ".repeat(40_000).getBytes(StandardCharsets.ISO_8859_1);
            client.send(latin1);
            client.sendLine("");
            client.awaitStdoutText("The line was not accepted: it is not UTF-8 (it has 40000 bytes)");
        }
    }

    @Test
    void aCommandThatIsNotUtf8IsRefused() {
        try (RunningServer server = RunningServer.start();
                Peer peer = new Peer(server.port())) {
            assertEquals("Tu mensaje fue: hola", peer.request("hola"));
            server.process().sendLine("\ufeffsesiones");
            server.process().awaitStdout(line -> line.startsWith("ID "));
            server.process().send("enviar todos señal\n".getBytes(StandardCharsets.ISO_8859_1));
            server.process().awaitStdoutText("La línea no se aceptó: no es UTF-8 (tiene 18 bytes)");
            server.process().sendLine("enviar todos señal");
            assertEquals("señal", peer.receive());
        }
    }

    /** On the server's console, a message in Latin-1 differs from one with a replacement character. */
    @Test
    void aPeersBytesThatAreNotUtf8AreShownAsTheyAre() {
        try (RunningServer server = RunningServer.start();
                Peer peer = new Peer(server.port())) {
            peer.send("señal".getBytes(StandardCharsets.ISO_8859_1));
            server.process().awaitStdout(line -> line.endsWith("): se\\xf1al"));
            peer.send("se\ufffdal");
            String shown = server.process().awaitStdout(line -> line.endsWith("): se\ufffdal"));
            assertTrue(shown.startsWith("Mensaje de ("), shown);
        }
    }
}
