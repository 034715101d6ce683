package paloma.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import paloma.net.ProcNetUdp;
import paloma.net.SocketDrops;

/**
 * <em>Immutable.</em> What the kernel counted in one network namespace up to now: {@code Udp.InDatagrams} and its like from
 * {@code /proc/net/snmp}, {@code Udp6InDatagrams} and its like from {@code snmp6}.
 */
record KernelCounters(Map<String, Long> counts) {
    /** The counters of the namespace of the process {@code pid}. */
    static KernelCounters of(long pid) {
        return parse(Stream.concat(lines(pid, "snmp").stream(), lines(pid, "snmp6").stream())
                .toList());
    }

    /** Parses the lines of both tables. */
    static KernelCounters parse(List<String> lines) {
        Map<String, Long> counts = new HashMap<>();
        Map<String, String[]> headings = new HashMap<>();
        for (String line : lines) {
            String[] words = line.split("\\s+");
            String[] names = headings.put(words[0], words);
            if (!words[0].endsWith(":")) {
                counts.put(words[0], Long.parseLong(words[1]));
            } else if (names != null) {
                // A line of names and a line of numbers, each after the protocol's name.
                for (int i = 1; i < names.length; i++) {
                    counts.put(words[0].replace(':', '.') + names[i], Long.parseLong(words[i]));
                }
            }
        }
        return new KernelCounters(counts);
    }

    /** The datagrams dropped at the only UDP socket on {@code port} in the namespace of the process {@code pid}. */
    static long dropsAt(int port, long pid) {
        return new SocketDrops(() -> sockets(pid))
                .at(1, socket -> socket.local().getPort() == port)
                .orElseThrow();
    }

    private static ProcNetUdp sockets(long pid) {
        List<String> lines = new ArrayList<>(lines(pid, "udp"));
        lines.addAll(lines(pid, "udp6"));
        return ProcNetUdp.parse(lines, ByteOrder.nativeOrder());
    }

    private static List<String> lines(long pid, String table) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "net", table));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Packets delivered to UDP and other protocols. */
    long delivered() {
        return count("Ip.InDelivers") + count("Ip6InDelivers");
    }

    /** Datagrams that programs received from their sockets. */
    long received() {
        return countOfBoth("InDatagrams");
    }

    /** Datagrams that UDP sent to the network; those dropped at the interface are not included. */
    long sent() {
        return countOfBoth("OutDatagrams");
    }

    /** A counter of UDP by its IPv4 name, summed over IPv4 and IPv6. */
    long countOfBoth(String name) {
        return count("Udp." + name) + count("Udp6" + name);
    }

    long count(String name) {
        Long count = counts.get(name);
        if (count == null) {
            throw new AssertionError("the kernel counts no " + name + " but " + counts.keySet());
        }
        return count;
    }
}
