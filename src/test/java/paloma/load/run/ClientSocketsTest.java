package paloma.load.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import paloma.load.engine.LoadEngine;
import paloma.load.plan.ClientRange;
import paloma.load.plan.Plan;
import paloma.load.plan.Plans;
import paloma.net.ProcNetUdp;
import paloma.net.ProcNetUdp.Socket;
import paloma.net.SocketDrops;

/** The drops at the clients' sockets, from tables of the test. */
class ClientSocketsTest {
    private final Plan plan = Plans.of(3, 1);
    private final ClientRange range = new ClientRange(0, 3);
    private final ClientSockets sockets = new ClientSockets(plan, range);
    private final Map<Socket, Long> rows = new HashMap<>();

    @BeforeEach
    void open() throws Exception {
        LoadEngine engine = new LoadEngine(plan, range, () -> 0, sockets, ResultRecorderTest.recorder(plan));
        sockets.open(engine, new EngineTask(engine, sockets));
        sockets.localAddresses().forEach(local -> rows.put(new Socket(local, plan.server(), local.getPort()), 2L));
        assertEquals(3, rows.size());
    }

    @AfterEach
    void close() {
        sockets.close();
    }

    private OptionalLong drops() {
        return sockets.dropsIn(new SocketDrops(() -> new ProcNetUdp(rows)));
    }

    @Test
    void dropsOfAllClientsAreSummed() {
        assertEquals(OptionalLong.of(6), drops());
    }

    @Test
    void dropsWithoutThoseOfAClientAreUnknown() {
        rows.remove(rows.keySet().iterator().next());
        assertEquals(OptionalLong.empty(), drops());
    }

    @Test
    void otherSocketsAreNoClients() {
        Socket client = rows.keySet().iterator().next();
        int port = client.local().getPort();
        rows.put(new Socket(client.local(), new InetSocketAddress("127.0.0.1", 1), 1), 100L);
        rows.put(new Socket(new InetSocketAddress("127.0.0.9", port), plan.server(), 2), 100L);
        assertEquals(OptionalLong.of(6), drops());
    }
}
