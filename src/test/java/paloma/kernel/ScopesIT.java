package paloma.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import paloma.Counter;
import paloma.cli.Report;

/** IPv6 over two cables with equal link-local addresses. */
class ScopesIT {
    private static final int PORT = 50_000;

    @Test
    void equalLinkLocalAddressesOnTwoLinksAreTwoPeers() {
        try (Namespace host = Namespace.create();
                Namespace others = Namespace.create()) {
            connect(host, others);
            try (HostedServer server = new HostedServer(host, "::", "--max-sessions-per-address", "1");
                    Peers peers = new Peers(others, server.port())) {
                Peers.Peer left = peers.open("fe80::2%left", PORT, "fe80::1%left");
                Peers.Peer right = peers.open("fe80::2%right", PORT, "fe80::1%right");
                Peers.Peer global = peers.open("2001:db8::2", PORT, "2001:db8::1");
                for (int round = 0; round < 10; round++) {
                    left.exchange(3, 20);
                    right.exchange(4, 30);
                    global.exchange(5, 3_000);
                }
                Report report = server.settle(peers, Map.of(), Map.of());
                assertEquals(3, report.counters().get(Counter.OPENED));
                assertEquals(123, report.counters().get(Counter.SENT));
            }
        }
    }

    @Test
    void serverOnOneLinkIsUnreachableFromTheOther() {
        try (Namespace host = Namespace.create();
                Namespace others = Namespace.create()) {
            connect(host, others);
            try (HostedServer server = new HostedServer(host, "fe80::1%left");
                    Peers peers = new Peers(others, server.port());
                    Peers otherPeers = new Peers(others, server.port())) {
                otherPeers.open("fe80::2%right", PORT, "fe80::1%right").send(7, 20);
                peers.open("fe80::2%left", PORT, "fe80::1%left").exchange(7, 20);
                assertEquals(7, server.kernel().count("Udp6NoPorts"));
                Report report = server.settle(peers, Map.of(), Map.of());
                assertEquals(0, report.kernelDrops());
            }
        }
    }

    static void connect(Namespace host, Namespace others) {
        for (Namespace each : new Namespace[] {host, others}) {
            each.enableIpv6();
        }
        for (String link : new String[] {"left", "right"}) {
            host.shell("ip link add %1$s type veth peer name %1$s netns %2$s".formatted(link, others.name()));
            raise(host, link, "fe80::1");
            raise(others, link, "fe80::2");
        }
        host.shell("ip address add 2001:db8::1/64 dev right nodad");
        others.shell("ip address add 2001:db8::2/64 dev right nodad");
    }

    private static void raise(Namespace host, String link, String address) {
        host.shell("""
                ip link set %1$s addrgenmode none
                ip address add %2$s/64 dev %1$s nodad
                ip link set %1$s up
                """.formatted(link, address));
    }
}
