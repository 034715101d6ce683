package paloma.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** Without a server, the system may give a client the server's own port. */
class SelfConnectIT {
    private static final int PORT = 40_000;

    private final Namespace host = Namespace.create();

    @AfterEach
    void theHostGoes() {
        host.close();
    }

    private PalomaProcess client(int highestPort) {
        host.shell("echo %d %d > /proc/sys/net/ipv4/ip_local_port_range".formatted(PORT, highestPort));
        return host.in(Launch.paloma("client", "--port", Integer.toString(PORT)))
                .start();
    }

    @Test
    void clientUsesAPortOtherThanTheServers() {
        try (PalomaProcess client = client(PORT + 1)) {
            client.sendLine("hola");
            client.awaitStdout(line -> !line.startsWith("Escribe"));
            client.sendLine("salir");
            assertEquals(0, client.awaitExit());
            assertTrue(client.stdoutLines().stream().noneMatch(line -> line.startsWith("Respuesta")), client::stdout);
        }
    }

    @Test
    void clientWithoutAnotherPortDoesNotConnectToItself() {
        try (PalomaProcess client = client(PORT)) {
            client.sendLine("hola");
            client.closeStdin();
            assertEquals(1, client.awaitExit());
            assertEquals("", client.stdout());
        }
    }
}
