package paloma.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * <em>Immutable.</em> A UDP socket in Linux's table {@code /proc/net/udp}.
 *
 * @param remoteAddress the connected peer: IPv4 address and port in hexadecimal
 * @param receiveQueue bytes in the receive queue, in hexadecimal
 */
record KernelUdpSocket(String remoteAddress, String receiveQueue) {
    static final Path TABLE = Path.of("/proc/net/udp");
    private static final Pattern SOCKET = Pattern.compile("\\s*\\d+: (?<local>\\S+) (?<remote>\\S+) (?<state>\\S+)"
            + " (?<sendQueue>[^:\\s]+):(?<receiveQueue>\\S+) .*");

    /** Reads all sockets. The kernel may skip a row while others are added and removed. */
    static List<KernelUdpSocket> sockets() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .map(SOCKET::matcher)
                .filter(Matcher::matches)
                .map(row -> new KernelUdpSocket(row.group("remote"), row.group("receiveQueue")))
                .toList();
    }
}
