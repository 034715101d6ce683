package paloma.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static paloma.UnsentReason.UNREACHABLE;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sends that the kernel refuses or loses: each has its reason, and other peers are served as before. */
class RefusedAnswersIT {
    private static final int MESSAGES = 40;

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
