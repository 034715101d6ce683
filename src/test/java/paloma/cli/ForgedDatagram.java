package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import paloma.house.Needs;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** Datagrams on loopback with a forged source port. */
final class ForgedDatagram {
    /** Arguments are source port, target port, text. */
    private static final String SCRIPT = String.join(
            "\n",
            "import socket, struct, sys",
            "source, target, text = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].encode()",
            "host = socket.inet_aton('127.0.0.1')",
            "udp = struct.pack('!HHHH', source, target, 8 + len(text), 0) + text",
            "ip = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, host, host)",
            "raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)",
            "raw.sendto(ip + udp, ('127.0.0.1', 0))");

    private ForgedDatagram() {}

    /** Skips the test where the tools are missing. */
    static void requireTools() {
        Needs.root();
        Needs.command("python3");
    }

    /** Sends one datagram with the source port {@code source}. */
    static void send(int source, int target, String text) {
        Launch launch =
                Launch.command("python3", "-c", SCRIPT, Integer.toString(source), Integer.toString(target), text);
        try (PalomaProcess python = launch.start()) {
            assertEquals(0, python.awaitExit(), python.stderr());
        }
    }
}
