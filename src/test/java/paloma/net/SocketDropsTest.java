package paloma.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.net.ProcNetUdp.Socket;

class SocketDropsTest {
    private static final InetSocketAddress SERVER = at("127.0.0.1", 8080);
    private static final InetSocketAddress UNCONNECTED = at("0.0.0.0", 0);
    private static final Socket OTHER = new Socket(at("127.0.0.1", 9_000), UNCONNECTED, 1);
    private static final Socket AT_SERVER = new Socket(SERVER, UNCONNECTED, 2);
    private static final Socket CLIENT = new Socket(at("127.0.0.1", 50_000), SERVER, 3);
    private static final Socket SECOND_CLIENT = new Socket(at("127.0.0.1", 50_001), SERVER, 4);
    private static final Predicate<Socket> IS_CLIENT = socket -> socket.remote().equals(SERVER);

    // One per reading; the last one is repeated.
    private final List<ProcNetUdp> tables = new ArrayList<>();
    private int readings;
    private final SocketDrops drops = new SocketDrops(() -> tables.get(Math.min(readings++, tables.size() - 1)));

    private void reading(Map<Socket, Long> rows) {
        tables.add(new ProcNetUdp(rows));
    }

    @Test
    void oneReadingThatListsTheSocketsIsEnough() {
        reading(Map.of(OTHER, 9L, AT_SERVER, 17L, CLIENT, 3L, SECOND_CLIENT, 4L));
        assertEquals(OptionalLong.of(7), drops.at(2, IS_CLIENT));
        assertEquals(1, readings);
        assertEquals(OptionalLong.of(17), drops.atServer(SERVER));
        assertEquals(2, readings);
    }

    @Test
    void skippedSocketsAreInALaterReading() {
        reading(Map.of(OTHER, 9L));
        reading(Map.of(OTHER, 9L, AT_SERVER, 17L));
        assertEquals(OptionalLong.of(17), drops.atServer(SERVER));
        assertEquals(2, readings);
    }

    @Test
    void readingsAreMergedWithTheLargerDrops() {
        reading(Map.of(CLIENT, 3L));
        reading(Map.of(CLIENT, 5L));
        reading(Map.of(SECOND_CLIENT, 4L));
        assertEquals(OptionalLong.of(9), drops.at(2, IS_CLIENT));
        assertEquals(3, readings);
    }

    @Test
    void aSumThatLacksSocketsIsEmptyAfterFiveReadings() {
        reading(Map.of(CLIENT, 3L));
        assertEquals(OptionalLong.empty(), drops.at(2, IS_CLIENT));
        assertEquals(5, readings);
    }

    @Test
    void aLocalServerIsSearchedInFiveReadings() {
        reading(Map.of(OTHER, 9L, CLIENT, 3L));
        assertEquals(OptionalLong.empty(), drops.atServer(SERVER));
        assertEquals(5, readings);
    }

    @Test
    void aServerOnAnotherMachineCostsOneReading() {
        reading(Map.of(OTHER, 9L, new Socket(at("0.0.0.0", 8080), UNCONNECTED, 5), 4L));
        assertEquals(OptionalLong.empty(), drops.atServer(at("192.0.2.1", 8080)));
        assertEquals(1, readings);
    }

    @Test
    void aServerIsAnUnconnectedSocketAtItsAddress() {
        reading(Map.of(AT_SERVER, 17L, CLIENT, 3L));
        assertEquals(OptionalLong.empty(), drops.atServer(at("127.0.0.2", 8080)));
        assertEquals(OptionalLong.empty(), drops.atServer(at("127.0.0.1", 8081)));
        assertEquals(OptionalLong.empty(), drops.atServer(CLIENT.local()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void wildcardServerIsAtEachLocalAddress(String local) {
        reading(Map.of(new Socket(at("::", 8082), at("::", 0), 5), 7L));
        assertEquals(OptionalLong.of(7), drops.atServer(at(local, 8082)));
    }

    @Test
    void serversOnOnePortAreSummed() {
        Map<Socket, Long> rows = new HashMap<>();
        for (long inode = 10; inode < 13; inode++) {
            rows.put(new Socket(SERVER, UNCONNECTED, inode), inode);
        }
        reading(rows);
        assertEquals(OptionalLong.of(33), drops.atServer(SERVER));
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(address, port);
    }
}
