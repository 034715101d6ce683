package paloma.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import paloma.linux.BatchEcho;
import paloma.linux.SocketCalls;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** recvmmsg and sendmmsg on real networks: each datagram of a call has its own source and its own error. */
class BatchCallsIT {
    private static final int PORT = 50_000;

    @BeforeAll
    static void needs() {
        Assumptions.assumeTrue(
                SocketCalls.refusal().isEmpty(), () -> SocketCalls.refusal().toString());
    }

    /** An echo that answers {@code count} datagrams at once. */
    private record Echo(PalomaProcess process, int port) implements AutoCloseable {
        static Echo start(Namespace host, String address, int count) {
            PalomaProcess process = host.in(Launch.java(
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            BatchEcho.class.getName(),
                            address,
                            Integer.toString(count)))
                    .start();
            String port = process.awaitStdout(line -> line.startsWith("port "));
            return new Echo(process, Integer.parseInt(port.substring(5)));
        }

        Set<String> lines(Predicate<String> which) {
            return process.stdoutLines().stream().filter(which).collect(Collectors.toSet());
        }

        /** The sum of what its calls sent. */
        int sent() {
            return process.stdoutLines().stream()
                    .filter(line -> line.startsWith("sent "))
                    .mapToInt(line -> Integer.parseInt(line.substring(5)))
                    .sum();
        }

        @Override
        public void close() {
            process.close();
        }
    }

    @Test
    void everyRefusedDatagramHasItsErrnoAndTheOthersAreSent() {
        try (Lan lan = new Lan()) {
            lan.server.shell("""
                    ip route add unreachable 10.0.0.2/32
                    ip route add prohibit 10.0.0.3/32
                    """);
            lan.peers.shell("ip address add 192.0.2.2/32 dev v0");
            try (Echo echo = Echo.start(lan.server, Lan.SERVER, 8);
                    Peers peers = new Peers(lan.peers, echo.port());
                    PacketFilter filter = new PacketFilter(lan.server, "output", "ip daddr 10.0.0.5")) {
                Peers.Peer unreachable = peers.open("10.0.0.2");
                Peers.Peer prohibited = peers.open("10.0.0.3");
                Peers.Peer served = peers.open("10.0.0.4");
                Peers.Peer filtered = peers.open("10.0.0.5");
                Peers.Peer withoutRoute = peers.open("192.0.2.2");
                served.send(1, 20);
                unreachable.send(1, 20);
                prohibited.send(1, 20);
                served.send(1, 20);
                filtered.send(1, 20);
                peers.forge("10.0.0.4", 0, 1);
                withoutRoute.send(1, 20);
                served.send(1, 20);
                assertEquals(List.of("0/20", "1/20", "2/20"), served.take(3));
                echo.process().awaitStdout("answered"::equals);
                assertEquals(
                        Set.of(
                                "errno 113 to /10.0.0.2:" + unreachable.port(),
                                "errno 13 to /10.0.0.3:" + prohibited.port(),
                                "errno 1 to /10.0.0.5:" + filtered.port(),
                                "errno 22 to /10.0.0.4:0",
                                "errno 101 to /192.0.2.2:" + withoutRoute.port()),
                        echo.lines(line -> line.startsWith("errno ")));
                assertEquals(3, echo.sent());
                // The call of the datagram before it tried it first, and returned no error.
                filter.awaitDropped(2);
            }
        }
    }

    @Test
    void fullKernelTakesTheFirstAndLaterTheRest() {
        try (Lan lan = new Lan();
                Echo echo = Echo.start(lan.server, Lan.SERVER, 8);
                Peers peers = new Peers(lan.peers, echo.port())) {
            shape(lan, "add", "16kbit");
            Peers.Peer peer = peers.open("10.0.0.2");
            List<String> expected = peer.send(8, 1_000).stream()
                    .map(answer -> answer.substring(answer.lastIndexOf(' ') + 1))
                    .toList();
            echo.process().awaitStdout("full"::equals);
            int taken = echo.sent();
            assertTrue(taken > 0 && taken < 8, () -> taken + " of 8");
            shape(lan, "change", "8mbit");
            assertEquals(expected, peer.take(8));
            echo.process().awaitStdout("answered"::equals);
            assertEquals(8, echo.sent());
        }
    }

    private static void shape(Lan lan, String action, String rate) {
        lan.server.shell("tc qdisc %s dev v0 root tbf rate %s burst 2kb limit 100mb".formatted(action, rate));
    }

    @Test
    void equalLinkLocalAddressesOnTwoLinksAreTwoSources() {
        try (Namespace host = Namespace.create();
                Namespace others = Namespace.create()) {
            ScopesIT.connect(host, others);
            try (Echo echo = Echo.start(host, "::", 3);
                    Peers peers = new Peers(others, echo.port())) {
                Peers.Peer left = peers.open("fe80::2%left", PORT, "fe80::1%left");
                Peers.Peer right = peers.open("fe80::2%right", PORT, "fe80::1%right");
                Peers.Peer global = peers.open("2001:db8::2", PORT, "2001:db8::1");
                left.send(1, 20);
                right.send(1, 21);
                global.send(1, 22);
                assertEquals(List.of("0/20"), left.take(1));
                assertEquals(List.of("0/21"), right.take(1));
                assertEquals(List.of("0/22"), global.take(1));
                assertEquals(
                        Set.of(
                                "from /[fe80:0:0:0:0:0:0:2%" + link(host, "left") + "]:" + PORT,
                                "from /[fe80:0:0:0:0:0:0:2%" + link(host, "right") + "]:" + PORT,
                                "from /[2001:db8:0:0:0:0:0:2]:" + PORT),
                        echo.lines(line -> line.startsWith("from ")));
            }
            try (Echo bound = Echo.start(host, "fe80::1%left", 1);
                    Peers peers = new Peers(others, bound.port())) {
                Peers.Peer left = peers.open("fe80::2%left", PORT, "fe80::1%left");
                left.send(1, 20);
                assertEquals(List.of("0/20"), left.take(1));
            }
        }
    }

    private static String link(Namespace host, String name) {
        return host.shell("cat /sys/class/net/" + name + "/ifindex").strip();
    }
}
