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

    /** A host with nothing but loopback, IPv4 unless asked for more, and no filter of sources but the kernel's own. */
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

    /** What the tests of the kernel need; in CI as root none of it may be missing. */
    private static void needs() {
        Needs.root();
        Needs.command("ip");
        Needs.command("tc");
        Needs.command("nft");
        Needs.command("python3");
    }

    /** For the interfaces that it gets from now on. */
    void enableIpv6() {
        shell(SWITCH_IPV6.formatted(0));
    }

    /** As the commands of {@code ip} name it. */
    String name() {
        return name;
    }

    /** Runs a script in it, which must succeed, and returns what it printed. */
    String shell(String script) {
        return succeed(in(Launch.command("sh", "-ec", script)));
    }

    /** What the kernel counted in it up to now. */
    KernelCounters counters() {
        return KernelCounters.parse(
                shell("cat /proc/net/snmp /proc/net/snmp6").lines().toList());
    }

    /** Has a program run in it. */
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
