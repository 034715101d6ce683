package paloma.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** A path whose router takes 1,280 bytes, and sends an ICMP error for a longer datagram (RFC 1191). */
class SmallPathIT {
    /** The system's message is in the language of the process, where its texts are installed. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "es"})
    void datagramAfterOneOverThePathMtuIsSent(String language) {
        try (Lan lan = new Lan()) {
            lan.server.shell("""
                    echo 1 > /proc/sys/net/ipv4/ip_forward
                    ip link add narrow mtu 1280 arp off type veth peer name nowhere
                    ip link set nowhere up
                    ip address add %s254/24 dev narrow
                    ip link set narrow up
                    """.formatted(LongThenShort.NETWORK));
            lan.peers.shell("ip route add %s0/24 via %s".formatted(LongThenShort.NETWORK, Lan.SERVER));
            Launch program = Launch.java("-cp", System.getProperty("java.class.path"), LongThenShort.class.getName())
                    .withEnvironment("LC_ALL", "C.UTF-8")
                    .withEnvironment("LANGUAGE", language);
            try (PalomaProcess process = lan.peers.in(program).start()) {
                assertEquals(0, process.awaitExit(), process::stderr);
                assertEquals("refused 0, unreachable 0\n", process.stdout());
            }
            assertTrue(lan.server.counters().count("Icmp.OutDestUnreachs") >= LongThenShort.HOSTS);
        }
    }
}
