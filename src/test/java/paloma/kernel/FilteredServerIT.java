package paloma.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static paloma.load.report.Figures.errors;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paloma.house.Timeouts;
import paloma.kernel.Lan.Family;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** A server behind a packet filter that rejects, as firewalld's does: clients get an ICMP error. */
class FilteredServerIT {
    private static final String PORT = "7777";

    private static void refuse(Lan lan, String icmp) {
        lan.server.shell("""
                nft add table inet paloma
                nft 'add chain inet paloma filtered { type filter hook input priority 0; }'
                nft add rule inet paloma filtered udp dport %s reject with %s
                """.formatted(PORT, icmp));
    }

    private static PalomaProcess client(Lan lan, Family family, String... environment) {
        Launch launch = Launch.paloma("client", "--host", family.host(1), "--port", PORT, "--timeout", Timeouts.OPTION);
        for (int i = 0; i < environment.length; i += 2) {
            launch = launch.withEnvironment(environment[i], environment[i + 1]);
        }
        return lan.peers.in(launch).start();
    }

    @ParameterizedTest
    @CsvSource({
        "IPV4, icmp type host-prohibited",
        "IPV4, icmp type prot-unreachable",
        "IPV6, icmpv6 type admin-prohibited",
    })
    void clientReportsTheFilterAndContinuesWithoutIt(Family family, String icmp) {
        try (Lan lan = new Lan(family);
                HostedServer server = lan.serve("--port", PORT)) {
            refuse(lan, icmp);
            try (PalomaProcess client = client(lan, family)) {
                assertRefused(client);
                assertRefused(client);
                lan.server.shell("nft delete table inet paloma");
                client.sendLine("hola");
                client.awaitStdout(line -> line.equals("Respuesta del servidor: Tu mensaje fue: hola"));
                client.closeStdin();
                assertEquals(0, client.awaitExit());
            }
            server.stop();
        }
    }

    /** Sends until one more message is refused: the filter's host limits these ICMP messages per second. */
    private static void assertRefused(PalomaProcess client) {
        long before = refusals(client);
        client.sendLine("¿hay alguien?");
        paloma.kernel.KernelAwait.await().until(() -> refusals(client) > before || !client.isAlive());
        assertTrue(client.isAlive(), client::stdout);
    }

    private static long refusals(PalomaProcess client) {
        return client.stdoutLines().stream()
                .filter(line -> line.startsWith("El servidor no está disponible en "))
                .count();
    }

    @Test
    void loadRunEndsWithOneLine() {
        try (Lan lan = new Lan()) {
            refuse(lan, "icmp type host-prohibited");
            String[] options = {"load", "--lang", "en", "--host", Lan.SERVER, "--port", PORT, "--messages", "10"};
            try (PalomaProcess load = lan.peers.in(Launch.paloma(options)).start()) {
                assertEquals(1, load.awaitExit());
                assertEquals(List.of("The server is not available at " + Lan.SERVER + ":" + PORT), errors(load));
            }
        }
    }
}
