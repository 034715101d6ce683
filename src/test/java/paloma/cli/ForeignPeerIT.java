package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paloma.house.Needs;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** Python's standard sockets on the other side. */
class ForeignPeerIT {
    private static final String CLIENT = String.join(
            "\n",
            "import socket, sys",
            "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
            "s.settimeout(120)",
            "s.bind(('127.0.0.1', 0))",
            "server = ('127.0.0.1', int(sys.argv[1]))",
            "for text in ['Hola, servidor!', '¿Qué tal?\\n', 'fin\\r\\n']:",
            "    s.sendto(text.encode(), server)",
            "    print(s.recvfrom(65536)[0].decode())",
            "s.sendto(b'salir\\n', server)");
    private static final String SERVER = String.join(
            "\n",
            "import socket, sys",
            "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
            "s.bind(('127.0.0.1', 0))",
            "print(s.getsockname()[1], flush=True)",
            "while True:",
            "    text, peer = s.recvfrom(65536)",
            "    if text == b'salir': break",
            "    s.sendto(eval(sys.argv[1])(text.decode()).encode() + b'\\n', peer)",
            "print('adiós', flush=True)");

    @BeforeAll
    static void needs() {
        Needs.command("python3");
    }

    @Test
    void aClientInPythonUsesTheServer() {
        try (RunningServer server = RunningServer.start();
                PalomaProcess client = python(CLIENT, Integer.toString(server.port()))) {
            assertEquals(0, client.awaitExit(), client.stderr());
            assertEquals(
                    List.of("Tu mensaje fue: Hola, servidor!", "Tu mensaje fue: ¿Qué tal?", "Tu mensaje fue: fin"),
                    client.stdoutLines());
            server.process().awaitStdout(line -> line.endsWith("cerrada: el cliente se desconectó"));
        }
    }

    /** They answer the client's empty datagram, too. */
    @ParameterizedTest
    @CsvSource({
        "str.upper, ¿SEÑOR?, HOLA",
        "'\"Tu mensaje fue: \".__add__', Tu mensaje fue: ¿señor?, Tu mensaje fue: hola"
    })
    void theClientUsesAServerInPython(String answer, String first, String second) {
        try (PalomaProcess server = python(SERVER, answer)) {
            String port = server.awaitStdout(line -> true);
            try (PalomaProcess client = PalomaProcess.client(Integer.parseInt(port))) {
                client.sendLine("¿señor?");
                client.sendLine("hola");
                client.closeStdin();
                assertEquals(0, client.awaitExit());
                String prompt = "Escribe un mensaje ('salir' para desconectar): ";
                assertEquals(
                        List.of(
                                prompt + "¿señor?",
                                "Respuesta del servidor: " + first,
                                prompt + "hola",
                                "Respuesta del servidor: " + second,
                                prompt + "salir",
                                "Desconectado"),
                        client.stdoutLines());
            }
            assertEquals(0, server.awaitExit());
            server.awaitStdout(line -> line.equals("adiós"));
        }
    }

    private static PalomaProcess python(String script, String... arguments) {
        String[] command = new String[arguments.length + 3];
        command[0] = "python3";
        command[1] = "-c";
        command[2] = script;
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        return Launch.command(command)
                .withEnvironment("PYTHONIOENCODING", "utf-8")
                .start();
    }
}
