package paloma.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static paloma.UnsentReason.NOT_PERMITTED;
import static paloma.UnsentReason.OTHER;
import static paloma.UnsentReason.OUTBOX_FULL;
import static paloma.UnsentReason.UNREACHABLE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import paloma.Counter;
import paloma.Counters;
import paloma.TransportChoice;
import paloma.cli.Report;
import paloma.house.Transports;

/** Answers that the kernel refuses or has no room for: their outcomes are the same with each transport. */
class TransportFaultsIT {
    private static final int MESSAGES = 40;
    private static final int PEERS = 10;
    private static final int MANY = 60;
    private static final int ALL = PEERS * MANY;
    private static final int SIZE = 1_000;

    /** Without workers every answer leaves in a batch, where the transport has batches. */
    private static HostedServer serve(Lan lan, TransportChoice transport, String... options) {
        Transports.require(transport);
        Stream<String> common = Stream.of("--transport", transport.label());
        Stream<String> inline = transport == TransportChoice.BATCH ? Stream.of("--workers", "0") : Stream.of();
        return lan.serve(Stream.of(common, inline, Stream.of(HostedServer.OFTEN), Stream.of(options))
                .flatMap(words -> words)
                .toArray(String[]::new));
    }

    /** In a batch a refused datagram is tried behind the others, as the first of a call, and alone. */
    private static void assertTries(TransportChoice transport, long refused, long tries) {
        long most = transport == TransportChoice.BATCH ? 3 * refused : refused;
        assertTrue(tries >= refused && tries <= most, () -> tries + " tries of " + refused);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void sendsRefusedByThePacketFilterAreCountedExactly(TransportChoice transport) {
        try (Lan lan = new Lan();
                HostedServer server = serve(lan, transport);
                Peers peers = lan.peersOf(server)) {
            Peers.Peer forbidden = peers.open("10.0.0.2");
            Peers.Peer other = peers.open("10.0.0.3");
            forbidden.exchange();
            try (PacketFilter filter = new PacketFilter(lan.server, "output", "ip daddr 10.0.0.2")) {
                forbidden.send(MESSAGES, 20);
                other.exchange(MESSAGES, 20);
                server.awaitReport(counters -> counters.unsent().get(NOT_PERMITTED) == MESSAGES);
                assertTries(transport, MESSAGES, filter.dropped());
            }
            forbidden.exchange();
            other.exchange();
            server.settle(peers, Map.of(), Map.of(NOT_PERMITTED, (long) MESSAGES));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void everyKindOfMissingRouteHasItsReason(TransportChoice transport) {
        try (Lan lan = new Lan();
                HostedServer server = serve(lan, transport);
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
            server.awaitReport(counters -> counters.get(Counter.HANDLED) == 110 + MESSAGES
                    && counters.unsent().get(UNREACHABLE) == 55);
            assertTries(transport, 44, server.kernel().count("Ip.OutNoRoutes"));
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

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void datagramsQueuedForAFullKernelLeaveInOrder(TransportChoice transport) {
        try (Lan lan = new Lan();
                HostedServer server = serve(lan, transport);
                Peers peers = lan.peersOf(server)) {
            shape(lan, "add", "rate 16kbit burst 10kb limit 100mb");
            List<Peers.Peer> all = peers.open("10.0.0.2", PEERS);
            List<List<String>> answers = all.stream()
                    .map(TransportFaultsIT::sendAll)
                    .map(ArrayList::new)
                    .collect(Collectors.toList());
            Report full = server.awaitReport(counters -> counters.get(Counter.HANDLED) == ALL);
            assertTrue(full.counters().get(Counter.QUEUED) > 0, full::toString);
            // During the drain the kernel has room repeatedly, and none of these datagrams may take it.
            shape(lan, "change", "rate 8mbit burst 10kb limit 100mb");
            for (int i = 0; i < PEERS; i++) {
                answers.get(i).addAll(sendAll(all.get(i)));
            }
            assertEquals(answers, all.stream().map(peer -> peer.take(2 * MANY)).toList());
            all.forEach(Peers.Peer::exchange);
            server.settle(peers, Map.of(), Map.of());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
    void datagramsOverTheOutboxLimitAreCountedExactly(TransportChoice transport) {
        try (Lan lan = new Lan();
                HostedServer server = serve(lan, transport, "--max-outbox", "50");
                Peers peers = lan.peersOf(server)) {
            shape(lan, "add", "rate 16kbit burst 10kb limit 100mb");
            List<Peers.Peer> all = peers.open("10.0.0.2", PEERS);
            all.forEach(TransportFaultsIT::sendAll);
            Counters full = server.awaitReport(counters -> counters.get(Counter.HANDLED) == ALL)
                    .counters();
            long refused = full.unsent().get(OUTBOX_FULL);
            assertTrue(refused > 0, full::toString);
            shape(lan, "change", "rate 1gbit burst 100kb limit 100mb");
            peers.awaitReceived(ALL - refused);
            all.forEach(Peers.Peer::exchange);
            server.settle(peers, Map.of(), Map.of(OUTBOX_FULL, refused));
        }
    }

    private static void shape(Lan lan, String verb, String rate) {
        lan.server.shell("tc qdisc " + verb + " dev v0 root tbf " + rate);
    }

    private static List<String> sendAll(Peers.Peer peer) {
        return peer.send(MANY, SIZE);
    }
}
