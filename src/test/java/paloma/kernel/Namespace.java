package paloma.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assertions;
import paloma.house.Needs;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/**
 * <em>One thread.</em> A network namespace of the test's own: a host with addresses, routes, filters and counters that
 * nobody else has. It goes with all that is in it when it closes; what runs in it must have ended.
 */
final class Namespace implements AutoCloseable {
    private static final String SWITCH_IPV6 =
            "for each in all default lo; do echo %d > /proc/sys/net/ipv6/conf/$each/disable_ipv6; done";
    private static final AtomicInteger SERIAL = new AtomicInteger();

    private final String name;

    private Namespace(String name) {
        this.name = name;
    }

    /** A host with loopback only, IPv4 by default, and only the kernel's filter of sources. */
    static Namespace create() {
        needs();
        Namespace created = new Namespace("paloma-" + ProcessHandle.current().pid() + "-" + SERIAL.incrementAndGet());
        succeed(Launch.command("sh", "-c", "PATH=$PATH:/usr/sbin:/sbin; ip netns add " + created.name));
        created.shell("""
                ip link set lo up
                for each in all default lo; do
                    echo 0 > /proc/sys/net/ipv4/conf/$each/rp_filter
                done
                """);
        created.shell(SWITCH_IPV6.formatted(1));
        return created;
    }

    /** The requirements of the kernel tests; in CI as root none may be missing. */
    private static void needs() {
        Needs.root();
        Needs.command("ip");
        Needs.command("tc");
        Needs.command("nft");
        Needs.command("python3");
    }

    /** For interfaces that are added afterwards. */
    void enableIpv6() {
        shell(SWITCH_IPV6.formatted(0));
    }

    /** The name in the commands of {@code ip}. */
    String name() {
        return name;
    }

    /** Runs a script in the namespace, which must succeed; returns its output. */
    String shell(String script) {
        return succeed(in(Launch.command("sh", "-ec", script)));
    }

    /** The kernel's counters of the namespace now. */
    KernelCounters counters() {
        return KernelCounters.parse(
                shell("cat /proc/net/snmp /proc/net/snmp6").lines().toList());
    }

    /** Runs a program in the namespace. */
    Launch in(Launch launch) {
        return launch.inNamespace(name);
    }

    private static String succeed(Launch launch) {
        try (PalomaProcess process = launch.start()) {
            Assertions.assertEquals(0, process.awaitExit(), () -> launch + ": " + process.stderr());
            return process.stdout();
        }
    }

    @Override
    public void close() {
        succeed(Launch.command("sh", "-c", "PATH=$PATH:/usr/sbin:/sbin; ip netns del " + name));
    }
}
