package paloma.net;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.net.ProcNetUdp.Socket;

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
    void rowHasBothAddressesTheInodeAndTheDrops() {
        assertEquals(
                Map.of(
                        new Socket(at("127.0.0.1", 8080), at("0.0.0.0", 0), 58_123), 17L,
                        new Socket(at("127.0.0.1", 50_000), at("127.0.0.1", 8080), 58_124), 3L,
                        new Socket(at("127.0.0.1", 50_001), at("127.0.0.1", 8080), 58_125), 4L),
                ProcNetUdp.parse(UDP, LITTLE_ENDIAN).drops());
    }

    @Test
    void ipv6AddressesAreFourWords() {
        assertEquals(
                List.of(at("127.0.0.1", 8080), at("::1", 8081), at("::", 8082)),
                locals(ProcNetUdp.parse(UDP6, LITTLE_ENDIAN)));
    }

    @Test
    void wordsAreInNativeByteOrder() {
        String line = UDP.get(1).replace("0100007F", "7F000001");
        assertEquals(List.of(at("127.0.0.1", 8080)), locals(ProcNetUdp.parse(List.of(line), BIG_ENDIAN)));
    }

    @Test
    void aRepeatedRowIsOneSocketWithTheLargerDrops() {
        String later = UDP.get(1).replaceFirst("17$", "19");
        for (List<String> lines : List.of(List.of(UDP.get(1), later), List.of(later, UDP.get(1)))) {
            assertEquals(
                    Map.of(new Socket(at("127.0.0.1", 8080), at("0.0.0.0", 0), 58_123), 19L),
                    ProcNetUdp.parse(lines, LITTLE_ENDIAN).drops());
        }
    }

    @Test
    void rowsOfAnotherInodeAreAnotherSocket() {
        List<String> lines = List.of(UDP.get(1), UDP.get(1).replace("58123", "58200"));
        assertEquals(2, ProcNetUdp.parse(lines, LITTLE_ENDIAN).drops().size());
    }

    @Test
    void malformedLinesAreSkipped() {
        assertEquals(
                Map.of(),
                ProcNetUdp.parse(List.of("", "  ", UDP.get(0), "1: 2 3"), LITTLE_ENDIAN)
                        .drops());
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
                    Map.of(), ProcNetUdp.parse(List.of(line), LITTLE_ENDIAN).drops());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "99999999999999999999"})
    void rowWithNonNumericDropsIsSkipped(String drops) {
        String line = UDP.get(1).replaceFirst("17$", drops);
        assertEquals(Map.of(), ProcNetUdp.parse(List.of(line), LITTLE_ENDIAN).drops());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "99999999999999999999"})
    void rowWithANonNumericInodeIsSkipped(String inode) {
        String line = UDP.get(1).replace("58123", inode);
        assertEquals(Map.of(), ProcNetUdp.parse(List.of(line), LITTLE_ENDIAN).drops());
    }

    private static List<InetSocketAddress> locals(ProcNetUdp table) {
        return table.drops().keySet().stream().map(Socket::local).toList();
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(address, port);
    }
}
