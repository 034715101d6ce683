package paloma.net;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcNetUdpTest {
    private static final List<String> UDP = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
             1021: 0100007F:1F90 00000000:0000 07 00000000:00000240 00:00000000 00000000  1000        0 58123 2 00000000a1b2c3d4 17
            15011: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 58124 2 00000000a1b2c3d5 3
            15012: 0100007F:C351 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 58125 2 00000000a1b2c3d6 4
            """.lines().toList();

    private static final List<String> UDP6 = """
              sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
             4523: 0000000000000000FFFF00000100007F:1F90 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 11847 2 0000000000000000 5
             4524: 00000000000000000000000001000000:1F91 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 11848 2 0000000000000000 6
             4525: 00000000000000000000000000000000:1F92 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 11849 2 0000000000000000 7
            """.lines().toList();

    @Test
    void rowHasBothAddressesAndTheDrops() {
        List<ProcNetUdp.Row> rows = ProcNetUdp.parse(UDP, LITTLE_ENDIAN).rows();
        assertEquals(3, rows.size());
        assertEquals(at("127.0.0.1", 8080), rows.get(0).local());
        assertEquals(at("0.0.0.0", 0), rows.get(0).remote());
        assertEquals(17, rows.get(0).drops());
        assertEquals(at("127.0.0.1", 50_000), rows.get(1).local());
        assertEquals(at("127.0.0.1", 8080), rows.get(1).remote());
    }

    @Test
    void ipv6AddressesAreFourWords() {
        List<ProcNetUdp.Row> rows = ProcNetUdp.parse(UDP6, LITTLE_ENDIAN).rows();
        assertEquals(at("127.0.0.1", 8080), rows.get(0).local());
        assertEquals(at("::1", 8081), rows.get(1).local());
        assertEquals(at("::", 8082), rows.get(2).local());
    }

    @Test
    void wordsAreInNativeByteOrder() {
        String line = UDP.get(1).replace("0100007F", "7F000001");
        assertEquals(
                at("127.0.0.1", 8080),
                ProcNetUdp.parse(List.of(line), BIG_ENDIAN).rows().get(0).local());
    }

    @Test
    void malformedLinesAreSkipped() {
        assertEquals(
                List.of(),
                ProcNetUdp.parse(List.of("", "  ", UDP.get(0), "1: 2 3"), LITTLE_ENDIAN)
                        .rows());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100007F1F90",
                ":1F90",
                "0100007F:",
                "0100007:1F90",
                "0100007F0000:1F90",
                "0100007F:1F900",
                "0100007F:-1F9"
            })
    void rowWithAMalformedAddressIsSkipped(String address) {
        for (String good : List.of("0100007F:C350", "0100007F:1F90")) {
            String line = UDP.get(2).replace(good, address);
            assertEquals(
                    List.of(), ProcNetUdp.parse(List.of(line), LITTLE_ENDIAN).rows());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "99999999999999999999"})
    void rowWithNonNumericDropsIsSkipped(String drops) {
        String line = UDP.get(1).replaceFirst("17$", drops);
        assertEquals(List.of(), ProcNetUdp.parse(List.of(line), LITTLE_ENDIAN).rows());
    }

    @Test
    void dropsAtTheServerAreThoseOfItsUnconnectedSocket() {
        ProcNetUdp sockets = ProcNetUdp.parse(UDP, LITTLE_ENDIAN);
        assertEquals(OptionalLong.of(17), sockets.dropsAtServer(at("127.0.0.1", 8080)));
        assertEquals(OptionalLong.empty(), sockets.dropsAtServer(at("127.0.0.2", 8080)));
        assertEquals(OptionalLong.empty(), sockets.dropsAtServer(at("127.0.0.1", 50_000)));
    }

    @Test
    void wildcardServerIsAtEachLocalAddress() {
        ProcNetUdp sockets = ProcNetUdp.parse(UDP6, LITTLE_ENDIAN);
        assertEquals(OptionalLong.of(7), sockets.dropsAtServer(at("127.0.0.1", 8082)));
        assertEquals(OptionalLong.of(7), sockets.dropsAtServer(at("::1", 8082)));
        assertEquals(OptionalLong.empty(), sockets.dropsAtServer(at("192.0.2.1", 8082)));
    }

    @Test
    void dropsOfSeveralSocketsAreSummed() {
        ProcNetUdp sockets = ProcNetUdp.parse(UDP, LITTLE_ENDIAN);
        assertEquals(OptionalLong.of(7), sockets.drops(row -> row.remote().getPort() == 8080));
        assertEquals(OptionalLong.empty(), sockets.drops(row -> false));
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(address, port);
    }
}
