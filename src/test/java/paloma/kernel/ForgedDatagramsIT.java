package paloma.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static paloma.DropReason.SOURCE_IS_SELF;
import static paloma.DropReason.SOURCE_PORT_RESERVED;
import static paloma.DropReason.SOURCE_PORT_ZERO;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.cli.Report;

/** Packets that no honest socket sends. */
class ForgedDatagramsIT {
    private static final int PACKETS = 25;

    @Test
    void whatHasAWrongChecksumIsTheKernelsToDrop() {
        try (Lan lan = new Lan();
                HostedServer server = lan.serve();
                Peers peers = lan.peersOf(server)) {
            Peers.Peer peer = peers.open("10.0.0.2");
            peer.ask();
            peers.forgeInVain("10.0.0.2", peer.port(), PACKETS, 20, 1);
            peers.forgeInVain("10.0.0.3", 50_000, PACKETS, 1_000, 0x5555);
            peer.ask();
            peers.forge("10.0.0.2", peer.port(), 1);
            assertEquals(1, peer.take(1).size());
            assertEquals(2 * PACKETS, server.kernel().count("Udp.InCsumErrors"));
            Report report = server.settle(peers, Map.of(), Map.of());
            assertEquals(1, report.counters().opened());
            // Short packets are checked as they come, long ones when the server would take them: the socket drops them.
            assertEquals(PACKETS, report.kernelDrops());
        }
    }

    @Test
    void sourcesThatMustNotBeAnsweredOpenNoSession() {
        try (Lan lan = new Lan();
                HostedServer server = lan.serve();
                Peers peers = lan.peersOf(server)) {
            Peers.Peer peer = peers.open("10.0.0.2");
            peers.forge("10.0.0.2", 0, PACKETS);
            peer.ask();
            peers.forge("10.0.0.3", 0, PACKETS);
            peers.forge("10.0.0.2", 1_023, 3);
            peers.forge("10.0.0.2", 7, 4);
            peer.ask();
            Report report =
                    server.settle(peers, Map.of(SOURCE_PORT_ZERO, 2L * PACKETS, SOURCE_PORT_RESERVED, 7L), Map.of());
            assertEquals(1, report.counters().opened());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Lan.SERVER, "0.0.0.0"})
    void theServersOwnAddressIsNoSource(String bound) {
        try (Lan lan = new Lan();
                HostedServer server = new HostedServer(lan.server, bound);
                Peers peers = lan.peersOf(server);
                Peers beside = new Peers(lan.server, server.port())) {
            Peers.Peer peer = peers.open("10.0.0.2");
            // The kernel knows its own addresses as well, unless it is told that others may have them, too.
            peers.forgeInVain(Lan.SERVER, server.port(), PACKETS, 20, 0);
            peer.ask();
            assertEquals(1, server.kernel().received());
            lan.server.shell("echo 1 > /proc/sys/net/ipv4/conf/v0/accept_local");
            peers.forge(Lan.SERVER, server.port(), PACKETS);
            peer.ask();
            // And nobody asks when it comes from the same machine.
            beside.forge(Lan.SERVER, server.port(), PACKETS);
            server.awaitReceived(2 + 2 * PACKETS);
            Report report = server.stop();
            report.assertRefusals(Map.of(SOURCE_IS_SELF, 2L * PACKETS), Map.of());
            assertEquals(peers.sent() + beside.sent(), report.counters().received());
            assertEquals(1, report.counters().opened());
            peers.awaitReceived(report.counters().sent());
        }
    }
}
