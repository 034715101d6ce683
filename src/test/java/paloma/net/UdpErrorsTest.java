package paloma.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.house.Needs;

class UdpErrorsTest {
    private static final List<String> SNMP = """
            Ip: Forwarding DefaultTTL InReceives
            Ip: 1 64 4711
            Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors
            Udp: 1903 48 24 1917 23
            UdpLite: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors
            UdpLite: 1 2 3 4 5
            """.lines().toList();
    private static final List<String> SNMP6 = """
            Udp6InDatagrams                 \t325
            Udp6NoPorts                     \t7
            Udp6InErrors                    \t5
            UdpLite6InErrors                \t9
            """.lines().toList();

    @Test
    void errorsOfIpv4AndIpv6AreSummed() {
        assertEquals(OptionalLong.of(29), UdpErrors.parse(SNMP, SNMP6));
    }

    @Test
    void errorsWithoutIpv6AreThoseOfIpv4() {
        assertEquals(OptionalLong.of(24), UdpErrors.parse(SNMP, List.of()));
    }

    @Test
    void missingValueIsNotZero() {
        assertEquals(OptionalLong.empty(), UdpErrors.parse(List.of(), List.of()));
        assertEquals(OptionalLong.empty(), UdpErrors.parse(List.of(), SNMP6));
        assertEquals(OptionalLong.empty(), UdpErrors.parse(SNMP, SNMP6.subList(0, 2)));
        assertEquals(OptionalLong.empty(), UdpErrors.parse(SNMP.subList(0, 3), SNMP6));
    }

    @Test
    void nonNumericValueIsEmpty() {
        assertEquals(OptionalLong.empty(), UdpErrors.parse(replaced(SNMP, "24"), SNMP6));
        assertEquals(OptionalLong.empty(), UdpErrors.parse(SNMP, replaced(SNMP6, "5")));
    }

    private static List<String> replaced(List<String> lines, String number) {
        return lines.stream()
                .map(line -> line.replaceAll("\\b" + number + "\\b", "x"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void dropsOfASocketAreIncluded(String address) throws IOException {
        Needs.that(Files.exists(Path.of("/proc/net/snmp")), "/proc/net/snmp");
        InetAddress loopback = InetAddress.getByName(address);
        Needs.that(NetworkInterface.getByInetAddress(loopback) != null, "IPv6");
        try (DatagramSocket full = new DatagramSocket(new InetSocketAddress(loopback, 0));
                DatagramSocket talker = new DatagramSocket(new InetSocketAddress(loopback, 0))) {
            full.setReceiveBufferSize(1);
            long dropsBefore = drops(full);
            long before = UdpErrors.now().orElseThrow();
            for (int i = 0; i < 100; i++) {
                talker.send(new DatagramPacket(new byte[1_000], 1_000, full.getLocalSocketAddress()));
            }
            long dropped = drops(full) - dropsBefore;
            assertTrue(dropped > 0);
            assertTrue(UdpErrors.now().orElseThrow() - before >= dropped);
        }
    }

    private static long drops(DatagramSocket socket) {
        return SocketDrops.SYSTEM
                .at(1, listed -> listed.local().equals(socket.getLocalSocketAddress()))
                .orElseThrow();
    }
}
