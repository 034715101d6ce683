package paloma.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static paloma.UnsentReason.NOT_PERMITTED;
import static paloma.UnsentReason.OTHER;
import static paloma.UnsentReason.UNREACHABLE;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import paloma.Counter;

/** Answers that the kernel refuses or loses: each has its reason, and other peers are served as before. */
class RefusedAnswersIT {
    private static final int MESSAGES = 40;

    @Test
    void sendsRefusedByThePacketFilterAreCountedExactly() {
        try (Lan lan = new Lan();
                HostedServer server = lan.serve();
                Peers peers = lan.peersOf(server)) {
            Peers.Peer forbidden = peers.open("10.0.0.2");
            Peers.Peer other = peers.open("10.0.0.3");
            forbidden.exchange();
            try (PacketFilter filter = new PacketFilter(lan.server, "output", "ip daddr 10.0.0.2")) {
                forbidden.send(MESSAGES, 20);
                other.exchange(MESSAGES, 20);
                filter.awaitDropped(MESSAGES);
            }
            forbidden.exchange();
            other.exchange();
            server.settle(peers, Map.of(), Map.of(NOT_PERMITTED, (long) MESSAGES));
        }
    }

    @Test
    void everyKindOfMissingRouteHasItsReason() {
        try (Lan lan = new Lan();
                HostedServer server = lan.serve(HostedServer.OFTEN);
                Peers peers = lan.peersOf(server)) {
            lan.server.shell("""
                    ip route add unreachable 10.0.0.2/32
                    ip route add prohibit 10.0.0.3/32
                    ip route add blackhole 10.0.0.4/32
                    """);
            lan.peers.shell("ip address add 192.0.2.2/32 dev v0");
            peers.open("10.0.0.2").send(11, 20);
            peers.open("10.0.0.3").send(22, 20);
            peers.open("10.0.0.4").send(33, 20);
            peers.open("192.0.2.2").send(44, 20);
            peers.open("10.0.0.5").exchange(MESSAGES, 20);
            server.awaitReport(counters -> counters.get(Counter.HANDLED) == 110 + MESSAGES);
            assertEquals(44, server.kernel().count("Ip.OutNoRoutes"));
            lan.server.shell("""
                    ip route del unreachable 10.0.0.2/32
                    ip route del prohibit 10.0.0.3/32
                    ip route del blackhole 10.0.0.4/32
                    ip route add 192.0.2.2/32 dev v0
                    """);
            peers.open("192.0.2.2").exchange();
            server.settle(peers, Map.of(), Map.of(UNREACHABLE, 55L, NOT_PERMITTED, 22L, OTHER, 33L));
        }
    }

    @Test
    void sendOnADownLinkIsUnreachable() {
        try (Lan lan = new Lan();
                HostedServer server = lan.serve();
                Peers peers = lan.peersOf(server)) {
            List<Peers.Peer> all = peers.open("10.0.0.2", 5);
            all.forEach(Peers.Peer::exchange);
            lan.server.shell("ip link set v0 down");
            assertEquals(0, server.broadcast("hola"));
            assertEquals(0, server.broadcast("hola"));
            lan.server.shell("ip link set v0 up");
            peers.awaitReachable();
            all.forEach(Peers.Peer::exchange);
            assertEquals(5, server.broadcast("hola"));
            server.settle(peers, Map.of(), Map.of(UNREACHABLE, 10L));
        }
    }

    @Test
    void sendWithoutCarrierCountsAsSent() {
        try (Lan lan = new Lan();
                HostedServer server = lan.serve();
                Peers peers = lan.peersOf(server)) {
            List<Peers.Peer> all = peers.open("10.0.0.2", 5);
            all.forEach(Peers.Peer::exchange);
            lan.peers.shell("ip link set v0 down");
            assertEquals(5, server.broadcast("hola"));
            assertEquals(5, lan.droppedAtServersEnd());
            lan.peers.shell("ip link set v0 up");
            peers.awaitReachable();
            all.forEach(Peers.Peer::exchange);
            server.settle(peers, 5, Map.of(), Map.of());
        }
    }

    @Test
    void sendFilteredByThePeerCountsAsSent() {
        try (Lan lan = new Lan();
                HostedServer server = lan.serve();
                Peers peers = lan.peersOf(server);
                PacketFilter filter = new PacketFilter(lan.peers, "input", "ip daddr 10.0.0.2")) {
            peers.open("10.0.0.2").send(MESSAGES, 20);
            peers.open("10.0.0.3").exchange(MESSAGES, 20);
            filter.awaitDropped(MESSAGES);
            // Its goodbye is filtered, too.
            server.settle(peers, MESSAGES + 1, Map.of(), Map.of());
            filter.awaitDropped(MESSAGES + 1);
        }
    }
}
