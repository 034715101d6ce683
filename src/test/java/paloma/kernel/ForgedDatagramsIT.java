package paloma.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static paloma.DropReason.SOURCE_IS_SELF;
import static paloma.DropReason.SOURCE_PORT_RESERVED;
import static paloma.DropReason.SOURCE_PORT_ZERO;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import paloma.Counter;
import paloma.cli.Report;
import paloma.kernel.Lan.Family;

/** Packets that no ordinary socket sends. */
class ForgedDatagramsIT {
    private static final int PACKETS = 25;

    @ParameterizedTest
    @EnumSource
    void kernelDropsDatagramsWithAWrongChecksum(Family family) {
        try (Lan lan = new Lan(family);
                HostedServer server = lan.serve();
                Peers peers = lan.peersOf(server)) {
            Peers.Peer peer = peers.open(family.host(2));
            peer.exchange();
            peers.forgeInVain(family.host(2), peer.port(), PACKETS, 20, 1);
            peers.forgeInVain(family.host(3), 50_000, PACKETS, 1_000, 0x5555);
            peer.exchange();
            peers.forge(family.host(2), peer.port(), 1);
            assertEquals(1, peer.take(1).size());
            assertEquals(2 * PACKETS, server.kernel().countOfBoth("InCsumErrors"));
            Report report = server.settle(peers, Map.of(), Map.of());
            assertEquals(1, report.counters().get(Counter.OPENED));
            // The kernel checks short packets on arrival, long ones on receive: the socket drops them.
            assertEquals(PACKETS, report.kernelDrops());
        }
    }

    @ParameterizedTest
    @EnumSource
    void unanswerableSourcesOpenNoSession(Family family) {
        try (Lan lan = new Lan(family);
                HostedServer server = lan.serve();
                Peers peers = lan.peersOf(server)) {
            Peers.Peer peer = peers.open(family.host(2));
            peers.forge(family.host(2), 0, PACKETS);
            peer.exchange();
            peers.forge(family.host(3), 0, PACKETS);
            peers.forge(family.host(2), 1_023, 3);
            peers.forge(family.host(2), 7, 4);
            peer.exchange();
            Report report =
                    server.settle(peers, Map.of(SOURCE_PORT_ZERO, 2L * PACKETS, SOURCE_PORT_RESERVED, 7L), Map.of());
            assertEquals(1, report.counters().get(Counter.OPENED));
        }
    }

    @ParameterizedTest
    @CsvSource({"IPV4, false", "IPV4, true", "IPV6, false", "IPV6, true"})
    void ownAddressIsNoSource(Family family, boolean boundToAll) {
        String own = family.host(1);
        try (Lan lan = new Lan(family);
                HostedServer server = new HostedServer(lan.server, boundToAll ? family.any() : own);
                Peers peers = lan.peersOf(server);
                Peers local = new Peers(lan.server, server.port(), own)) {
            Peers.Peer peer = peers.open(family.host(2));
            peer.exchange();
            if (family == Family.IPV4) {
                // The kernel also drops its own addresses as sources, unless it accepts local ones.
                peers.forgeInVain(own, server.port(), PACKETS, 20, 0);
                peer.exchange();
                assertEquals(2, server.kernel().received());
                lan.server.shell("echo 1 > /proc/sys/net/ipv4/conf/v0/accept_local");
            }
            peers.forge(own, server.port(), PACKETS);
            peer.exchange();
            // It accepts them from the same machine.
            local.forge(own, server.port(), PACKETS);
            long sent = peers.sent() + local.sent();
            server.awaitReceived(sent);
            Report report = server.stop();
            report.assertRefusals(Map.of(SOURCE_IS_SELF, 2L * PACKETS), Map.of());
            assertEquals(sent, report.counters().get(Counter.RECEIVED));
            assertEquals(1, report.counters().get(Counter.OPENED));
            peers.awaitReceived(report.counters().get(Counter.SENT));
        }
    }
}
