package paloma.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static paloma.kernel.Lan.SERVER;
import static paloma.load.report.Figures.errors;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import paloma.Counter;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** A link that is too slow for the datagrams for a while. */
class FullSendBufferIT {
    private static final Pattern DROPPED = Pattern.compile("\\(dropped (\\d+),");
    private static final int PEERS = 10;
    private static final int MESSAGES = 60;
    private static final int ALL = PEERS * MESSAGES;
    private static final int SIZE = 1_000;

    /** The kernel does not report it: a send that a queue after the socket dropped has succeeded. */
    @Test
    void interfaceDropsCountAsSentAndInTheKernelsCounters() {
        try (Lan lan = new Lan();
                HostedServer server = lan.serve(HostedServer.OFTEN);
                Peers peers = lan.peersOf(server)) {
            shape(lan, "add", "rate 16kbit burst 10kb limit 20kb");
            List<Peers.Peer> all = peers.open("10.0.0.2", PEERS);
            all.forEach(this::sendAll);
            server.awaitReport(counters -> counters.get(Counter.HANDLED) == ALL);
            shape(lan, "change", "rate 1gbit burst 100kb limit 100mb");
            Matcher dropped = DROPPED.matcher(lan.server.shell("tc -s qdisc show dev v0"));
            assertTrue(dropped.find());
            long lost = Long.parseLong(dropped.group(1));
            assertTrue(lost > 0);
            assertEquals(ALL - lost, lan.server.counters().sent());
            peers.awaitReceived(ALL - lost);
            all.forEach(Peers.Peer::exchange);
            server.settle(peers, lost, Map.of(), Map.of());
        }
    }

    /** 16 kbit/s are less than two messages a second: of 500 most do not fit the socket's buffer. */
    @Test
    void unsentMessagesOfALoadRunAreNotCountedAsLost() {
        try (Lan lan = new Lan();
                HostedServer server = lan.serve()) {
            lan.peers.shell("tc qdisc add dev v0 root tbf rate 16kbit burst 10kb limit 100mb");
            Launch load = Launch.paloma(
                            "load",
                            "--lang=en",
                            "--host=" + SERVER,
                            "--port=" + server.port(),
                            "--rate=500",
                            "--size=1200",
                            "--clients=1",
                            "--warmup=0s",
                            "--duration=1s",
                            "--timeout=1s",
                            "--max-loss=100",
                            "--max-behind=100")
                    .inNamespace(lan.peers.name());
            try (PalomaProcess run = load.start()) {
                assertEquals(4, run.awaitExit(), run::stdout);
                Matcher unsent = Pattern.compile("(?m)^not sent +(\\d+)$").matcher(run.stdout());
                assertTrue(unsent.find(), run::stdout);
                assertTrue(Integer.parseInt(unsent.group(1)) > 250, run::stdout);
                String why = "The generator was the limit, not the server: " + unsent.group(1)
                        + " messages could not be sent";
                assertEquals(List.of(why), errors(run), run::stdout);
            }
        }
    }

    private static void shape(Lan lan, String verb, String rate) {
        lan.server.shell("tc qdisc " + verb + " dev v0 root tbf " + rate);
    }

    private List<String> sendAll(Peers.Peer peer) {
        return peer.send(MESSAGES, SIZE);
    }
}
