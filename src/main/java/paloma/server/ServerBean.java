package paloma.server;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import javax.management.JMException;
import javax.management.ObjectName;
import paloma.AddressText;
import paloma.lifecycle.Log;

/** <em>Any thread.</em> A server's counters as an MXBean. */
final class ServerBean implements ServerMXBean {
    private final Server server;

    private ServerBean(Server server) {
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

    private static Map<String, Long> named(Map<? extends Enum<?>, Long> counts) {
        Map<String, Long> named = new LinkedHashMap<>();
        counts.forEach((reason, count) -> named.put(reason.name(), count));
        return named;
    }

    @Override
    public long getReceived() {
        return server.counters().received();
    }

    @Override
    public long getAccepted() {
        return server.counters().accepted();
    }

    @Override
    public long getKeepAlives() {
        return server.counters().keepAlives();
    }

    @Override
    public Map<String, Long> getDropped() {
        return named(server.counters().dropped());
    }

    @Override
    public long getHandled() {
        return server.counters().handled();
    }

    @Override
    public Map<String, Long> getFailed() {
        return named(server.counters().failed());
    }

    @Override
    public long getRunning() {
        return server.counters().running();
    }

    @Override
    public long getWaiting() {
        return server.counters().waiting();
    }

    @Override
    public long getSends() {
        return server.counters().sends();
    }

    @Override
    public long getSent() {
        return server.counters().sent();
    }

    @Override
    public Map<String, Long> getUnsent() {
        return named(server.counters().unsent());
    }

    @Override
    public long getSending() {
        return server.counters().sending();
    }

    @Override
    public long getQueued() {
        return server.counters().queued();
    }

    @Override
    public long getOpened() {
        return server.counters().opened();
    }

    @Override
    public long getLive() {
        return server.counters().live();
    }

    @Override
    public Map<String, Long> getClosed() {
        return named(server.counters().closed());
    }

    @Override
    public long getRebuilds() {
        return server.counters().rebuilds();
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
}
