package paloma.server;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.Descriptor;
import javax.management.ImmutableDescriptor;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.StandardMBean;
import paloma.AddressText;
import paloma.Counter;
import paloma.Counters;
import paloma.ServerMetric;
import paloma.TransportChoice;
import paloma.lifecycle.Log;

/** <em>Any thread.</em> A server's counters as an MXBean. */
final class ServerBean extends StandardMBean implements ServerMXBean {
    /** The counters without reasons, by the names of their attributes; {@link ServerMXBean} declares the others. */
    private static final Map<String, Counter> NUMBERS = numbers();

    /** One sentence for each attribute, by its name. */
    private static final Map<String, String> DESCRIPTIONS = descriptions();

    private final Server server;

    private ServerBean(Server server) {
        super(ServerMXBean.class, true);
        this.server = server;
    }

    /** Registers {@code server}. */
    static ObjectName register(Server server) throws JMException {
        String address = AddressText.of(server.localAddress());
        ObjectName name = new ObjectName("paloma:type=Server,address=" + ObjectName.quote(address));
        ManagementFactory.getPlatformMBeanServer().registerMBean(new ServerBean(server), name);
        return name;
    }

    static void unregister(ObjectName name) {
        try {
            if (name != null) {
                ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
            }
        } catch (JMException e) {
            // Already unregistered.
        } catch (Throwable e) {
            Log.warn("the counters are still registered as an MXBean", e);
        }
    }

    private static Map<String, Counter> numbers() {
        Map<String, Counter> numbers = new LinkedHashMap<>();
        for (Counter counter : Counter.values()) {
            if (counter.reasons().isEmpty()) {
                numbers.put(attributeName(counter), counter);
            }
        }
        return numbers;
    }

    private static Map<String, String> descriptions() {
        Map<String, String> descriptions = new HashMap<>();
        for (Counter counter : Counter.values()) {
            descriptions.put(attributeName(counter), counter.help());
        }
        descriptions.put("Balanced", "Whether all counter invariants hold now; under load they may not.");
        descriptions.put("KernelDrops", ServerMetric.KERNEL_DROPS.help());
        descriptions.put("StuckWorkers", ServerMetric.WORKERS_STUCK.help());
        descriptions.put("Transport", ServerMetric.Info.TRANSPORT.help());
        return descriptions;
    }

    private static String attributeName(Counter counter) {
        return counter.label().substring(0, 1).toUpperCase(Locale.ROOT)
                + counter.label().substring(1);
    }

    private static Map<String, Long> named(Map<? extends Enum<?>, Long> counts) {
        Map<String, Long> named = new LinkedHashMap<>();
        counts.forEach((reason, count) -> named.put(reason.name(), count));
        return named;
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        MBeanInfo declared = super.getMBeanInfo();
        List<MBeanAttributeInfo> attributes = new ArrayList<>(List.of(declared.getAttributes()));
        NUMBERS.forEach((name, counter) -> attributes.add(attribute(name, counter)));
        return new MBeanInfo(
                declared.getClassName(),
                declared.getDescription(),
                attributes.toArray(new MBeanAttributeInfo[0]),
                declared.getConstructors(),
                declared.getOperations(),
                declared.getNotifications(),
                declared.getDescriptor());
    }

    @Override
    protected String getDescription(MBeanInfo info) {
        return "Counters of a Paloma server since its start.";
    }

    @Override
    protected String getDescription(MBeanAttributeInfo info) {
        return DESCRIPTIONS.get(info.getName());
    }

    private static MBeanAttributeInfo attribute(String name, Counter counter) {
        Descriptor descriptor = new ImmutableDescriptor(
                "units=" + counter.unit().name().toLowerCase(Locale.ROOT),
                "metricType=" + (counter.kind() == Counter.Kind.GAUGE ? "gauge" : "counter"));
        return new MBeanAttributeInfo(name, "long", DESCRIPTIONS.get(name), true, false, false, descriptor);
    }

    @Override
    public Object getAttribute(String name) throws AttributeNotFoundException, MBeanException, ReflectionException {
        Counter counter = NUMBERS.get(name);
        return counter == null
                ? super.getAttribute(name)
                : (Object) server.counters().get(counter);
    }

    /** All {@link #NUMBERS} are of one moment. */
    @Override
    public AttributeList getAttributes(String[] names) {
        Counters counters = server.counters();
        AttributeList attributes = new AttributeList();
        for (String name : names) {
            Counter counter = NUMBERS.get(name);
            if (counter == null) {
                attributes.addAll(super.getAttributes(new String[] {name}));
            } else {
                attributes.add(new Attribute(name, counters.get(counter)));
            }
        }
        return attributes;
    }

    @Override
    public Map<String, Long> getDropped() {
        return named(server.counters().dropped());
    }

    @Override
    public Map<String, Long> getFailed() {
        return named(server.counters().failed());
    }

    @Override
    public Map<String, Long> getUnsent() {
        return named(server.counters().unsent());
    }

    @Override
    public Map<String, Long> getClosed() {
        return named(server.counters().closed());
    }

    @Override
    public boolean isBalanced() {
        return server.counters().balanced();
    }

    @Override
    public Long getKernelDrops() {
        OptionalLong drops = server.kernelDrops();
        return drops.isPresent() ? drops.getAsLong() : null;
    }

    @Override
    public int getStuckWorkers() {
        return server.stuckWorkers();
    }

    @Override
    public TransportChoice getTransport() {
        return server.transport();
    }
}
