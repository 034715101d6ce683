package paloma.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import paloma.Counter;
import paloma.DropReason;
import paloma.cli.Report;
import paloma.kernel.Lan.Family;

/** A server that is stopped, as by a debugger, and continued later. */
@Tag("alone")
class StoppedProcessIT {
    private static final Pattern MESSAGE = Pattern.compile("Mensaje de \\(\\S+, (\\S+)\\): (\\d+/\\d+) .*");
    private static final int SIZE = 20;
    private static final long BURST = 600;
    private static final int ATTEMPTS = 10;
    private static final String[] IDLE_SECONDS = {"1", "5", "20", "60"};

    @ParameterizedTest
    @EnumSource
    void onlyDatagramsOverTheReceiveBufferAreLost(Family family) {
        try (Lan lan = new Lan(family);
                HostedServer server = lan.serve("--quiet", "--max-waiting", "32767");
                Peers peers = lan.peersOf(server)) {
            List<Peers.Peer> all = peers.open(family.host(2), 8);
            all.forEach(Peers.Peer::exchange);
            pause(server);
            long missing = flood(all, peers, server);
            server.process().signal("CONT");
            server.awaitReceived(peers.sent() - missing);
            all.forEach(peer -> peer.send(1, 20));
            server.awaitReceived(peers.sent() - missing);
            Report report = server.stop();
            report.assertRefusals(Map.of(), Map.of());
            assertEquals(missing, report.kernelDrops());
            assertEquals(peers.sent() - missing, report.counters().get(Counter.RECEIVED));
            assertEquals(all.size(), report.counters().get(Counter.OPENED));
            // A burst of thousands of answers may exceed the processors' queue behind the cable.
            peers.awaitReceived(report.counters().get(Counter.SENT) - lan.droppedAtServersEnd());
        }
    }

    /**
     * Sends until the kernel has dropped some hundred messages at the stopped server's socket; returns their
     * number.
     */
    private static long flood(List<Peers.Peer> all, Peers peers, HostedServer server) {
        long others = server.kernel().delivered() - peers.sent();
        for (int i = 0; server.kernelDrops() < 500; i++) {
            // In steps, or they would be lost before the socket: each processor queues 1,000 packets.
            all.get(i % all.size()).send(400, 1_400);
            KernelAwait.await()
                    .untilAsserted(() ->
                            assertEquals(peers.sent() + others, server.kernel().delivered()));
        }
        return server.kernelDrops();
    }

    @ParameterizedTest
    @EnumSource
    void peerWithMessagesInTheSocketIsNotIdle(Family family) {
        paloma.house.Timeouts.withLongerAndLonger(seconds -> messagesWait(family, seconds), IDLE_SECONDS);
    }

    private static void messagesWait(Family family, String seconds) {
        long idleNanos = TimeUnit.SECONDS.toNanos(Long.parseLong(seconds));
        try (Lan lan = new Lan(family);
                HostedServer server = lan.serve("--idle-timeout", seconds + "s");
                Peers peers = lan.peersOf(server)) {
            Peers.Peer silent = peers.open(family.host(2));
            List<Peers.Peer> busy = peers.open(family.host(3), 3);
            String lastOfSilent;
            List<String> earlier;
            long askedAt;
            int attempts = 0;
            do {
                assertTrue(attempts++ < ATTEMPTS, "too slow to stop the server while all sessions live");
                server.process().signal("CONT");
                askedAt = System.nanoTime();
                lastOfSilent = silent.exchange(1, SIZE).get(0);
                earlier = eachSends(busy);
                assertEquals(earlier, eachTakes(busy));
                pause(server);
            } while (System.nanoTime() - askedAt > idleNanos / 2);
            long pausedAt = System.nanoTime();
            // More datagrams than one turn receives are in front of the waiting messages.
            peers.forge(family.host(4), 7, BURST);
            List<String> waiting = eachSends(busy);
            KernelAwait.await().until(() -> System.nanoTime() - pausedAt > 2 * idleNanos);
            server.process().signal("CONT");
            assertEquals(waiting, eachTakes(busy));
            assertEquals(sessionsOf(earlier, server), sessionsOf(waiting, server));
            String idle = "Sesión " + sessionOf(lastOfSilent, server) + " cerrada: inactiva durante " + seconds + "s";
            server.process().awaitStdout(idle::equals);
            server.settle(peers, Map.of(DropReason.SOURCE_PORT_RESERVED, BURST), Map.of());
        }
    }

    private static void pause(HostedServer server) {
        server.process().signal("STOP");
        Path state = Path.of("/proc", Long.toString(server.process().pid()), "stat");
        KernelAwait.await().until(() -> Files.readString(state).contains(") T "));
    }

    /** Each sends a message of a distinct size. */
    private static List<String> eachSends(List<Peers.Peer> peers) {
        return IntStream.range(0, peers.size())
                .mapToObj(i -> peers.get(i).send(1, SIZE + 1 + i).get(0))
                .toList();
    }

    private static List<String> eachTakes(List<Peers.Peer> peers) {
        return peers.stream().map(peer -> peer.take(1).get(0)).toList();
    }

    private static List<String> sessionsOf(List<String> answers, HostedServer server) {
        return answers.stream().map(answer -> sessionOf(answer, server)).toList();
    }

    /** The ID of the session with that answer, from the server's output. */
    private static String sessionOf(String answer, HostedServer server) {
        String line = server.process().awaitStdout(text -> {
            Matcher message = MESSAGE.matcher(text);
            return message.matches() && answer.endsWith(" " + message.group(2));
        });
        Matcher message = MESSAGE.matcher(line);
        assertTrue(message.matches());
        return message.group(1);
    }
}
