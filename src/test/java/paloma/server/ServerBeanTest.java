package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.reflect.RecordComponent;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import paloma.Counters;
import paloma.house.Needs;

class ServerBeanTest {
    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

    @Test
    void countersAreAnMxBeanWhileTheServerIsOpen() throws Exception {
        ObjectName name;
        try (AccountedServer server = AccountedServer.open((session, message) -> session.send(message))) {
            int port = server.port();
            name = new ObjectName("paloma:type=Server,address=" + ObjectName.quote("127.0.0.1:" + port));
            Awaitility.await().until(() -> beans.isRegistered(name));
            server.client().request("hello").get();
            ServerMXBean bean = JMX.newMXBeanProxy(beans, name, ServerMXBean.class);
            // The message, and the empty datagram with which the client validates its address.
            Awaitility.await().until(() -> bean.getHandled() == 1 && bean.getReceived() == 2);
            assertEquals(1, bean.getKeepAlives());
            assertEquals(1, bean.getSent());
            assertEquals(1, bean.getLive());
            assertEquals(0, bean.getStuckWorkers());
            assertTrue(bean.isBalanced());
            OptionalLong drops = server.server().kernelDrops();
            assertEquals(drops.isPresent() ? drops.getAsLong() : null, bean.getKernelDrops());
            checkEveryNumberOf(server.counters(), beans, name);
            assertEquals(0L, bean.getDropped().get("FILTERED"));
        }
        assertEquals(false, beans.isRegistered(name));
    }

    @Test
    void nameOfAnIpv6ServerIsOneAddressAndItsPort() throws Exception {
        Needs.that(hasIpv6(), "IPv6 on loopback");
        try (AccountedServer server = AccountedServer.open(
                ServerOptions.on(0).withHost("::1"), (session, message) -> session.send(message))) {
            ObjectName name =
                    new ObjectName("paloma:type=Server,address=" + ObjectName.quote("[::1]:" + server.port()));
            Awaitility.await()
                    .untilAsserted(() -> assertTrue(
                            beans.isRegistered(name),
                            () -> beans.queryNames(null, null).toString()));
        }
    }

    private static boolean hasIpv6() {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("::1", 0))) {
            return socket.isBound();
        } catch (SocketException e) {
            return false;
        }
    }

    /** Each component of the counters is an attribute of the same name and value. */
    private static void checkEveryNumberOf(Counters counters, MBeanServer beans, ObjectName name) throws Exception {
        for (RecordComponent component : Counters.class.getRecordComponents()) {
            String attribute = component.getName().substring(0, 1).toUpperCase(Locale.ROOT)
                    + component.getName().substring(1);
            Object counted = component.getAccessor().invoke(counters);
            if (counted instanceof Map<?, ?> reasons) {
                TabularData table = (TabularData) beans.getAttribute(name, attribute);
                assertEquals(reasons.size(), table.size(), attribute);
                reasons.forEach((reason, count) -> assertEquals(
                        count, table.get(new Object[] {reason.toString()}).get("value"), attribute));
            } else {
                assertEquals(counted, beans.getAttribute(name, attribute), attribute);
            }
        }
    }
}
