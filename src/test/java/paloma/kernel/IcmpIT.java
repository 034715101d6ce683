package paloma.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paloma.client.Client;
import paloma.client.ClientOptions;
import paloma.house.Needs;
import paloma.house.Timeouts;
import paloma.process.Launch;
import paloma.process.PalomaProcess;
import paloma.server.Peer;

/** Each ICMP message that Linux passes to a connected socket, sent as if by the server's host. */
class IcmpIT {
    private static final String IPV4 = "127.0.0.1";
    private static final String IPV6 = "::1";

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @BeforeAll
    static void needs() {
        Needs.root();
        Needs.command("python3");
    }

    private static DatagramSocket silentServer(String address) throws Exception {
        return new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), 0));
    }

    private Client to(DatagramSocket server, String address) throws Exception {
        ClientOptions options =
                ClientOptions.to(address, server.getLocalPort()).withRequestTimeout(Timeouts.LIMIT.multipliedBy(10));
        return Client.open(options).onUnreachable(() -> events.add("unreachable"));
    }

    private static void icmp(String address, Client client, int type, int code) throws URISyntaxException {
        String script = Path.of(IcmpIT.class.getResource("icmp.py").toURI()).toString();
        String local = Integer.toString(client.localAddress().getPort());
        String peer = Integer.toString(client.remoteAddress().getPort());
        Launch launch =
                Launch.command("python3", script, address, local, peer, Integer.toString(type), Integer.toString(code));
        try (PalomaProcess process = launch.start()) {
            assertEquals(0, process.awaitExit(), process::stderr);
        }
    }

    private static Throwable failureOf(CompletableFuture<?> answer) {
        return assertThrows(ExecutionException.class, () -> answer.get(Timeouts.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .getCause();
    }

    private void failsAtOnce(String address, int type, int code, Class<? extends SocketException> error)
            throws Exception {
        try (DatagramSocket server = silentServer(address);
                Client client = to(server, address)) {
            CompletableFuture<String> open = client.request("question");
            icmp(address, client, type, code);
            assertInstanceOf(error, failureOf(open));
            assertEquals("unreachable", events.poll(Timeouts.LIMIT.toSeconds(), TimeUnit.SECONDS));
            assertEquals(1, client.counters().unreachable());
        }
    }

    @ParameterizedTest(name = "{0}/{1} {2}")
    @CsvSource({
        "3, 2, protocol unreachable",
        "3, 6, network unknown",
        "3, 7, host unknown",
        "3, 8, host isolated",
        "3, 9, network prohibited",
        "3, 10, host prohibited",
        "3, 13, administratively prohibited",
        "3, 14, host precedence violation",
        "3, 15, precedence cutoff",
        "12, 0, parameter problem"
    })
    void whatWaitsFailsAtOnce(int type, int code) throws Exception {
        failsAtOnce(IPV4, type, code, NoRouteToHostException.class);
    }

    @Test
    void portUnreachableIsDistinguished() throws Exception {
        failsAtOnce(IPV4, 3, 3, PortUnreachableException.class);
    }

    @ParameterizedTest(name = "{0}/{1} {2}")
    @CsvSource({
        "1, 1, administratively prohibited",
        "1, 5, policy failed",
        "1, 6, reject route",
        "4, 0, parameter problem"
    })
    void pendingRequestFailsAtOnceOverIpv6(int type, int code) throws Exception {
        Needs.that(InetAddress.getByName(IPV6).isReachable(1_000), "IPv6 on loopback");
        failsAtOnce(IPV6, type, code, NoRouteToHostException.class);
    }

    /**
     * Linux passes these with IP_RECVERR only, which the JDK does not support. Fails on a kernel that passes them.
     */
    @ParameterizedTest(name = "{0}/{1} {2}")
    @CsvSource({"3, 0, net unreachable", "3, 1, host unreachable", "3, 5, source route failed", "11, 0, time exceeded"})
    void transientIcmpErrorIsNotReported(int type, int code) throws Exception {
        try (Peer server = new Peer(null);
                Client client = Client.open(
                        ClientOptions.to(IPV4, server.address().getPort()).withRequestTimeout(Timeouts.LIMIT))) {
            CompletableFuture<String> open = client.request("question");
            server.receive();
            icmp(IPV4, client, type, code);
            assertFalse(open.isDone());
            server.reply("answer");
            assertEquals("answer", open.get(Timeouts.LIMIT.toSeconds(), TimeUnit.SECONDS));
            assertEquals(0, client.counters().unreachable());
        }
    }
}
