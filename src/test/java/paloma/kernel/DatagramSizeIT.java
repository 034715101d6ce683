package paloma.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static paloma.UnsentReason.TOO_BIG;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Datagrams that need several packets, or exceed the largest size. */
class DatagramSizeIT {
    /** The largest payload of UDP over IPv4, in bytes. */
    private static final int LONGEST = 65_507;

    private static final int PREFIX = "Tu mensaje fue: ".length();

    @Test
    void fragmentedMessagesAndAnswersArriveWhole() {
        try (Lan lan = new Lan();
                HostedServer server = lan.serve();
                Peers peers = lan.peersOf(server)) {
            lan.peers.shell("ip link set v0 mtu 576");
            lan.server.shell("ip link set v0 mtu 576");
            peers.open("10.0.0.2").exchange(10, 9_000);
            peers.open("10.0.0.3").exchange(10, 9_000);
            assertEquals(20, server.kernel().count("Ip.ReasmOKs"));
            assertEquals(20, server.kernel().count("Ip.FragOKs"));
            // 20 answers of 8 + 16 + 9,000 bytes, in fragments of 552: the payload of an IP packet, in units of 8.
            assertEquals(20 * 17, server.kernel().count("Ip.FragCreates"));
            // The link may change under the server.
            lan.server.shell("ip link set v0 mtu 1500");
            lan.peers.shell("ip link set v0 mtu 1500");
            peers.open("10.0.0.2").exchange(10, 1_000);
            assertEquals(20, server.kernel().count("Ip.FragOKs"));
            server.settle(peers, Map.of(), Map.of());
        }
    }

    @Test
    void onlyAnAnswerOverTheLongestDatagramIsTooBig() {
        try (Lan lan = new Lan();
                HostedServer server = lan.serve();
                Peers peers = lan.peersOf(server)) {
            Peers.Peer peer = peers.open("10.0.0.2");
            peer.send(3, LONGEST);
            peer.send(4, LONGEST - PREFIX + 1);
            peer.exchange(5, LONGEST - PREFIX);
            server.settle(peers, Map.of(), Map.of(TOO_BIG, 7L));
        }
    }

    @Test
    void fragmentsArriveInAnyOrderOrTwiceWithNoneMissing() {
        try (Lan lan = new Lan();
                HostedServer server = lan.serve();
                Peers peers = lan.peersOf(server)) {
            lan.server.shell("echo 1 > /proc/sys/net/ipv4/ipfrag_time");
            Peers.Peer peer = peers.open("10.0.0.2");
            List<String> answers = List.of(
                    peer.sendFragments(3_000, 800, 0, 1, 2, 3),
                    peer.sendFragments(3_000, 800, 3, 2, 1, 0),
                    peer.sendFragments(3_000, 800, 2, 0, 0, 2, 3, 1));
            peer.sendFragments(3_000, 800, 0, 1, 2);
            peer.sendFragments(3_000, 800, 1, 2, 3);
            assertEquals(answers, peer.take(answers.size()));
            KernelAwait.await()
                    .untilAsserted(() -> assertEquals(2, server.kernel().count("Ip.ReasmFails")));
            assertEquals(3, server.kernel().count("Ip.ReasmOKs"));
            peer.exchange();
            server.settle(peers, Map.of(), Map.of());
        }
    }
}
