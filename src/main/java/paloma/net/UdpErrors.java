package paloma.net;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.StringTokenizer;

/**
 * <em>Any thread.</em> The UDP receive errors of this network namespace.
 * Linux counts {@code InErrors} in {@code /proc/net/snmp} and {@code Udp6InErrors} in {@code /proc/net/snmp6}; this is
 * their sum. They include the drops of every socket, except, in some kernels, those due to the limit of UDP memory. While
 * the sum is unchanged, the table of sockets ({@link ProcNetUdp}) need not be read, which takes the kernel 250 ms for
 * thousands of sockets.
 */
public final class UdpErrors {
    private static final Path IPV4 = Path.of("/proc/net/snmp");
    private static final Path IPV6 = Path.of("/proc/net/snmp6");

    private UdpErrors() {}

    /** The sum now; empty where the kernel does not report it. */
    public static OptionalLong now() {
        return parse(ProcNetUdp.linesOf(IPV4), ProcNetUdp.linesOf(IPV6));
    }

    /** Without IPv6 there is no second table. */
    static OptionalLong parse(List<String> snmp, List<String> snmp6) {
        OptionalLong ipv4 = valueInColumn("InErrors", snmp);
        OptionalLong ipv6 = snmp6.isEmpty() ? OptionalLong.of(0) : valueOnLine("Udp6InErrors", snmp6);
        return ipv4.isEmpty() || ipv6.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(ipv4.getAsLong() + ipv6.getAsLong());
    }

    /** The value in a table of a line of names and a line of numbers, each after the protocol's name. */
    private static OptionalLong valueInColumn(String name, List<String> lines) {
        List<String> udp =
                lines.stream().filter(line -> line.startsWith("Udp: ")).toList();
        if (udp.size() != 2) {
            return OptionalLong.empty();
        }
        StringTokenizer names = new StringTokenizer(udp.get(0));
        StringTokenizer values = new StringTokenizer(udp.get(1));
        while (names.hasMoreTokens() && values.hasMoreTokens()) {
            String value = values.nextToken();
            if (names.nextToken().equals(name)) {
                return number(value);
            }
        }
        return OptionalLong.empty();
    }

    /** The value in a table of one name and number a line. */
    private static OptionalLong valueOnLine(String name, List<String> lines) {
        for (String line : lines) {
            StringTokenizer words = new StringTokenizer(line);
            if (words.countTokens() == 2 && words.nextToken().equals(name)) {
                return number(words.nextToken());
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong number(String word) {
        try {
            return OptionalLong.of(Long.parseLong(word));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
