package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import paloma.Counter;
import paloma.Counters;
import paloma.ServerMetric;
import paloma.TransportChoice;
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
            Awaitility.await().until(() -> number(name, "Handled") == 1 && number(name, "Received") == 2);
            assertEquals(1, number(name, "KeepAlives"));
            assertEquals(1, number(name, "Sent"));
            assertEquals(1, number(name, "Live"));
            assertEquals(5, number(name, "BytesReceived"));
            assertEquals(0, bean.getStuckWorkers());
            assertEquals(TransportChoice.CHANNEL, bean.getTransport());
            assertEquals("CHANNEL", beans.getAttribute(name, "Transport"));
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

    private long number(ObjectName name, String attribute) throws JMException {
        return (Long) beans.getAttribute(name, attribute);
    }

    /** Each counter is an attribute of the same name, value and description, and is among several read at once. */
    private static void checkEveryNumberOf(Counters counters, MBeanServer beans, ObjectName name) throws Exception {
        Map<String, MBeanAttributeInfo> described = Stream.of(
                        beans.getMBeanInfo(name).getAttributes())
                .collect(Collectors.toMap(MBeanAttributeInfo::getName, info -> info));
        for (Counter counter : Counter.values()) {
            String attribute = counter.label().substring(0, 1).toUpperCase(Locale.ROOT)
                    + counter.label().substring(1);
            assertEquals(counter.help(), described.get(attribute).getDescription(), attribute);
            if (counter.reasons().isEmpty()) {
                Object value = counters.get(counter);
                assertEquals(value, beans.getAttribute(name, attribute), attribute);
                assertEquals(
                        List.of(new Attribute(attribute, value)),
                        beans.getAttributes(name, new String[] {attribute}),
                        attribute);
                MBeanAttributeInfo info = described.get(attribute);
                assertEquals("long", info.getType(), attribute);
                assertEquals(
                        counter.kind() == Counter.Kind.GAUGE ? "gauge" : "counter",
                        info.getDescriptor().getFieldValue("metricType"),
                        attribute);
            } else {
                Map<? extends Enum<?>, Long> reasons = counters.byReason(counter);
                TabularData table = (TabularData) beans.getAttribute(name, attribute);
                assertEquals(reasons.size(), table.size(), attribute);
                reasons.forEach((reason, count) -> assertEquals(
                        count, table.get(new Object[] {reason.toString()}).get("value"), attribute));
            }
        }
        assertEquals(
                Counter.values().length + 4,
                described.size(),
                described.keySet().toString());
        assertTrue(described.get("Balanced").getDescription().endsWith("."));
        assertEquals(
                ServerMetric.KERNEL_DROPS.help(), described.get("KernelDrops").getDescription());
        assertEquals(
                ServerMetric.WORKERS_STUCK.help(), described.get("StuckWorkers").getDescription());
        assertEquals(
                ServerMetric.Info.TRANSPORT.help(), described.get("Transport").getDescription());
    }
}
