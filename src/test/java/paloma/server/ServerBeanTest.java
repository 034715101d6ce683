package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.ManagementFactory;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ServerBeanTest {
    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

    @Test
    void theAccountIsAnMxBeanWhileTheServerIsOpen() throws Exception {
        ObjectName name;
        try (AccountedServer server = AccountedServer.open((session, message) -> session.send(message))) {
            int port = server.port();
            name = new ObjectName("paloma:type=Server,address=" + ObjectName.quote("127.0.0.1:" + port));
            Awaitility.await().until(() -> beans.isRegistered(name));
            server.client().request("hello").get();
            ServerMXBean bean = JMX.newMXBeanProxy(beans, name, ServerMXBean.class);
            Awaitility.await().until(() -> bean.getHandled() == 1);
            assertEquals(1, bean.getReceived());
            assertEquals(1, bean.getSent());
            assertEquals(1, bean.getLive());
            assertEquals(0, bean.getStuckWorkers());
            assertEquals(0L, bean.getDropped().get("FILTERED"));
            assertEquals(
                    server.counters().received(), beans.getAttribute(name, "Received"), "the attribute has this name");
        }
        assertEquals(false, beans.isRegistered(name));
    }
}
