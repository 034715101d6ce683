package paloma.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paloma.cli.RunningServer;
import paloma.house.Needs;
import paloma.house.Timeouts;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** Names, routes and addresses of simulated networks. */
class RouteIT {
    @TempDir
    private Path folder;

    /** Adds an entry for {@code name} to the table of hosts of {@code launch}. */
    private Launch knowing(Launch launch, String name, String... addresses) throws IOException {
        Needs.command("unshare");
        Path hosts = folder.resolve("hosts");
        StringBuilder lines = new StringBuilder("127.0.0.1 localhost\n");
        for (String address : addresses) {
            lines.append(address).append(' ').append(name).append('\n');
        }
        Files.writeString(hosts, lines);
        return launch.after("mount --bind " + hosts + " /etc/hosts").inMountNamespace();
    }

    /** The first address is in a network without a route. */
    private static final String[] ONLY_THE_SECOND = {"10.200.0.1", "fd00::1"};

    @Test
    void serverBindsTheFirstLocalAddress() throws IOException {
        try (Lan lan = new Lan(Lan.Family.IPV6);
                RunningServer server = serverOf(lan);
                Peers peers = new Peers(lan.peers, server.port())) {
            peers.open("fd00::2", 50_000, "fd00::1").exchange(3, 20);
        }
    }

    private RunningServer serverOf(Lan lan) throws IOException {
        Launch named = knowing(RunningServer.launch("--host", "both.test"), "both.test", ONLY_THE_SECOND);
        return RunningServer.start(lan.server.in(named));
    }

    @Test
    void clientConnectsToTheAddressWithARoute() throws IOException {
        try (Lan lan = new Lan(Lan.Family.IPV6);
                RunningServer server = RunningServer.start(lan.server.in(RunningServer.launch("--host", "fd00::1")));
                PalomaProcess client = lan.peers
                        .in(knowing(Launch.client(server.port(), "--host", "both.test"), "both.test", ONLY_THE_SECOND))
                        .start()) {
            client.sendLine("hola");
            client.closeStdin();
            assertEquals(0, client.awaitExit(), client::stderr);
            assertTrue(client.stdout().contains("Tu mensaje fue: hola\n"), client::stdout);
        }
    }

    @Test
    void loadRunConnectsToTheAddressWithARoute() throws IOException {
        try (Lan lan = new Lan(Lan.Family.IPV6);
                RunningServer server = RunningServer.start(lan.server.in(RunningServer.launch("--host", "fd00::1")))) {
            String port = Integer.toString(server.port());
            for (String source : new String[] {"any", "fd00::2"}) {
                Launch launch = Launch.paloma(
                        "load",
                        "--host",
                        "both.test",
                        "--port",
                        port,
                        "--clients",
                        "3",
                        "--source",
                        source,
                        "--timeout",
                        Timeouts.OPTION);
                try (PalomaProcess load = lan.peers
                        .in(knowing(launch, "both.test", ONLY_THE_SECOND))
                        .start()) {
                    assertEquals(0, load.awaitExit(), () -> load.stdout() + load.stderr());
                }
            }
        }
    }

    /** The JVM that prefers IPv6 resolves localhost to ::1, the server without a preference to 127.0.0.1. */
    @Test
    void loadRunUsesOneLocalhostWithAnyJvmPreference() throws IOException {
        Launch launch = Launch.paloma(
                        "load", "--serve", "--clients", "3", "--messages", "2", "--timeout", Timeouts.OPTION)
                .withJavaOptions("-Djava.net.preferIPv6Addresses=true");
        try (Namespace host = Namespace.create()) {
            host.enableIpv6();
            try (PalomaProcess load =
                    host.in(knowing(launch, "localhost", "::1")).start()) {
                assertEquals(0, load.awaitExit(), () -> load.stdout() + load.stderr());
            }
        }
    }

    /** Like a laptop that moves from one network to another. */
    @Test
    void clientReconnectsWhenItsAddressChanges() {
        try (Lan lan = new Lan();
                RunningServer server = RunningServer.start(lan.server.in(RunningServer.launch("--host", Lan.SERVER)));
                PalomaProcess client = lan.peers
                        .in(Launch.client(server.port(), "--host", Lan.SERVER))
                        .start()) {
            ask(client, "uno");
            lan.peers.shell("ip address flush dev v0; ip address add 10.0.0.9/24 dev v0");
            ask(client, "dos");
            server.process().awaitStdout(line -> line.startsWith("Conexión aceptada") && line.contains("10.0.0.9"));
            lan.peers.shell("ip link set v0 down");
            client.sendLine("tres");
            client.awaitStdoutText("could not be sent");
            lan.peers.shell("ip link set v0 up");
            ask(client, "cuatro");
        }
    }

    /** Linux continues to send from a removed IPv6 address. */
    @Test
    void clientReconnectsAfterATimeoutWhenItsIpv6AddressChanges() {
        try (Lan lan = new Lan(Lan.Family.IPV6);
                RunningServer server = RunningServer.start(lan.server.in(RunningServer.launch("--host", "fd00::1")));
                PalomaProcess client = lan.peers
                        .in(Launch.paloma(
                                "client",
                                "--host",
                                "fd00::1",
                                "--port",
                                Integer.toString(server.port()),
                                "--timeout",
                                "5s"))
                        .start()) {
            ask(client, "uno");
            lan.peers.shell("ip address flush dev v0; ip address add fd00::9/64 dev v0 nodad");
            client.sendLine("dos");
            client.awaitStdoutText("5s");
            ask(client, "tres");
        }
    }

    @Test
    void jvmWithoutIpv6IsReportedInOneLine() {
        for (String command : new String[] {"server", "client", "load"}) {
            Launch launch = Launch.paloma(command, "--host", "::1").withJavaOptions("-Djava.net.preferIPv4Stack=true");
            String message = refusal(launch);
            assertTrue(message.contains("::1") && message.lines().count() == 1, message);
        }
    }

    private static void ask(PalomaProcess client, String line) {
        client.sendLine(line);
        client.awaitStdoutText("Tu mensaje fue: " + line + "\n");
    }

    @Test
    void failureToOpenTheLoadSocketsIsReported() {
        try (Namespace host = Namespace.create()) {
            assertEquals(
                    "Solo se abrieron 0 de 3 clientes: no hay camino hacia el servidor (Network is unreachable)\n",
                    refusal(host, "--host", "10.200.0.1", "--clients", "3"));
            host.shell("echo 50000 50009 > /proc/sys/net/ipv4/ip_local_port_range");
            String ports = refusal(host, "--host", "127.0.0.1", "--clients", "20");
            assertTrue(
                    ports.matches("Solo 1?\\d de 20 clientes tienen una dirección y un puerto .*--source.*\n"), ports);
            String descriptors = refusal(host.in(Launch.paloma("load", "--host", "127.0.0.1", "--clients", "200")
                    .after("echo 32768 60999 > /proc/sys/net/ipv4/ip_local_port_range && ulimit -n 100")));
            assertTrue(descriptors.contains("ulimit -n"), descriptors);
        }
    }

    private static String refusal(Namespace host, String... options) {
        String[] all = Stream.concat(Stream.of("load"), Stream.of(options)).toArray(String[]::new);
        return refusal(host.in(Launch.paloma(all)));
    }

    private static String refusal(Launch launch) {
        try (PalomaProcess load = launch.start()) {
            assertEquals(1, load.awaitExit(), () -> load.stdout() + load.stderr());
            return load.stderr();
        }
    }
}
