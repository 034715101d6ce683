package paloma.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static paloma.DropReason.SOURCE_IS_SELF;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import paloma.Counter;
import paloma.cli.Report;
import paloma.kernel.Lan.Family;

/** A server at all addresses of a host whose addresses are added and removed while it runs. */
class OwnAddressesIT {
    private static final int PACKETS = 25;

    @ParameterizedTest
    @EnumSource
    void addressAddedAfterTheStartIsNoSource(Family family) {
        try (Lan lan = new Lan(family);
                HostedServer server = new HostedServer(lan.server, family.any());
                Peers peers = lan.peersOf(server)) {
            Peers.Peer peer = peers.open(family.host(2));
            peer.exchange();
            addToServer(lan, family.host(9));
            peers.forge(family.host(9), server.port(), PACKETS);
            peer.exchange();
            Report report = stop(server, peers);
            report.assertRefusals(Map.of(SOURCE_IS_SELF, (long) PACKETS), Map.of());
            assertEquals(1, report.counters().get(Counter.OPENED));
        }
    }

    /** A session does not exempt it: a loop that has begun would never end. */
    @ParameterizedTest
    @EnumSource
    void addressWithASessionIsNoSourceOnceLocal(Family family) {
        try (Lan lan = new Lan(family);
                HostedServer server = new HostedServer(lan.server, family.any(), HostedServer.OFTEN);
                Peers peers = lan.peersOf(server)) {
            Peers.Peer other = peers.open(family.host(3), server.port(), family.host(1));
            other.exchange();
            addToServer(lan, family.host(3));
            // Until the next reading of the addresses the server may answer it, and so itself.
            server.awaitReport(counters -> {
                peers.forge(family.host(3), server.port(), 1);
                return counters.dropped().get(SOURCE_IS_SELF) > 0;
            });
            long accepted = server.awaitReport(counters -> true).counters().get(Counter.ACCEPTED);
            peers.forge(family.host(3), server.port(), PACKETS);
            peers.open(family.host(2)).exchange();
            Report report = server.stop();
            assertEquals(accepted + 1, report.counters().get(Counter.ACCEPTED));
            assertEquals(2, report.counters().get(Counter.OPENED));
        }
    }

    /** An address that another host has now is an ordinary source, with any port. */
    @ParameterizedTest
    @EnumSource
    void removedAddressIsAPeerAgain(Family family) {
        try (Lan lan = new Lan(family)) {
            addToServer(lan, family.host(3));
            try (HostedServer server = new HostedServer(lan.server, family.any());
                    Peers peers = lan.peersOf(server)) {
                Peers.Peer other = peers.open(family.host(3), server.port(), family.host(1));
                peers.forge(family.host(3), server.port(), PACKETS);
                server.awaitReceived(PACKETS);
                lan.server.shell("ip address del %s dev v0".formatted(prefixed(family.host(3))));
                KernelAwait.await().until(() -> {
                    other.send(1, 20);
                    return peers.takeWaiting() > 0;
                });
                Report report = stop(server, peers);
                long refused = report.counters().get(Counter.RECEIVED)
                        - report.counters().get(Counter.ACCEPTED);
                report.assertRefusals(Map.of(SOURCE_IS_SELF, refused), Map.of());
                assertEquals(1, report.counters().get(Counter.OPENED));
            }
        }
    }

    private static void addToServer(Lan lan, String address) {
        boolean six = address.contains(":");
        lan.server.shell("ip address add %s dev v0 %s".formatted(prefixed(address), six ? "nodad" : ""));
        if (!six) {
            // Otherwise the kernel drops packets from it.
            lan.server.shell("echo 1 > /proc/sys/net/ipv4/conf/v0/accept_local");
        }
    }

    private static String prefixed(String address) {
        return address + (address.contains(":") ? "/64" : "/24");
    }

    private static Report stop(HostedServer server, Peers peers) {
        server.awaitReceived(peers.sent());
        Report report = server.stop();
        assertEquals(peers.sent(), report.counters().get(Counter.RECEIVED));
        return report;
    }
}
