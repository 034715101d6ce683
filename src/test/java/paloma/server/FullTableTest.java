package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Counters;
import paloma.DropReason;
import paloma.FailReason;
import paloma.Limits;
import paloma.reactor.MemoryTransport;

/** A table of 2,000 places and more peers, in virtual time. */
class FullTableTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final int PLACES = 2_000;
    private static final int NEVER_ESTABLISHED = PLACES / 10;

    private static final int TALKER = 1 << 22;
    private static final int NEW_PEER = 1 << 23;

    private final HandServer server = new HandServer(
            HandServer.options().withLimits(Limits.builder().sessions(PLACES).build()),
            (session, message) -> session.send(message));
    private long now;
    private int sources;

    @AfterEach
    void countersBalance() {
        server.close();
    }

    private void arrives(int number) {
        server.socket.arrives(HandServer.distinctPeer(number), "x");
    }

    /** One datagram arrives at {@code now}, and everything that follows is executed. */
    private void sends(int number) {
        arrives(number);
        server.settleAt(now);
    }

    /** Sends, and returns whether the answer arrived. */
    private boolean isAnswered(int number) {
        server.socket.takeSent();
        sends(number);
        InetSocketAddress asking = HandServer.distinctPeer(number);
        return server.socket.takeSent().stream().anyMatch(sent -> sent.target().equals(asking));
    }

    /**
     * Two blind datagrams from each of as many sources as there are places, within 1.2 s: all of them are
     * validated.
     */
    private void takeEveryPlace() {
        for (int round = 0; round < 2; round++) {
            for (int number = 0; number < PLACES; number++) {
                now += 300_000;
                sends(number);
            }
        }
        assertEquals(PLACES, server.counters().get(Counter.LIVE));
    }

    /** The next of the peers that hold the places sends, 67 of them a second: each within 30 s. */
    private void hold() {
        now += SECOND / 67;
        sends(sources++ % PLACES);
    }

    @Test
    void newPeersAreAnsweredWhile67NewPeersASecondFillTheTable() {
        takeEveryPlace();
        int answered = 0;
        for (int newPeer = 0; newPeer < 20; newPeer++) {
            for (int i = 0; i < 150; i++) {
                hold();
            }
            answered += isAnswered(NEW_PEER + newPeer) ? 1 : 0;
        }
        assertEquals(20, answered);
        assertEquals(0, server.dropped(DropReason.TOO_MANY_SESSIONS));
    }

    /** A slow handler: a new session must keep its place as long as its first message waits. */
    @Test
    void newSessionIsNotEvictedForASecond() {
        takeEveryPlace();
        now += 60 * MILLI;
        int established = PLACES - NEVER_ESTABLISHED;
        for (int newPeer = 0; newPeer < NEVER_ESTABLISHED; newPeer++) {
            now += 4_900_000;
            // The other peers without an established place send repeatedly; those that lost their place are silent.
            for (int other = established + newPeer; other < PLACES; other++) {
                arrives(other);
            }
            arrives(NEW_PEER + newPeer);
            server.reactor.settleAt(now);
        }
        assertEquals(PLACES + NEVER_ESTABLISHED, server.counters().get(Counter.OPENED));
        server.socket.takeSent();
        server.settleAt(now);
        Set<InetSocketAddress> answered = new HashSet<>();
        server.socket.takeSent().forEach(sent -> answered.add(sent.target()));
        for (int i = 0; i < NEVER_ESTABLISHED; i++) {
            assertTrue(answered.contains(HandServer.distinctPeer(NEW_PEER + i)), "newcomer " + i + " was not answered");
        }
    }

    @Test
    void tableFilledByNewPeersAnswersAll() {
        for (int number = 0; number < 10_000; number++) {
            now += 6 * MILLI;
            assertTrue(isAnswered(number), "newcomer " + number);
        }
        assertEquals(10_000 - PLACES, server.counters().closed().get(CloseReason.EVICTED));
    }

    /** A flood of 100,000 sources a second, of one or two datagrams each, while 1,000 peers send every 3 s. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void establishedPeerIsServedDuring100000NewPeersASecond(int each) {
        int talkers = 1_000;
        for (int round = 0; round < 2; round++) {
            for (int talker = 0; talker < talkers; talker++) {
                sends(TALKER + talker);
            }
        }
        server.socket.takeSent();
        int next = 0;
        Map<InetSocketAddress, Integer> answers = new HashMap<>();
        Queue<Integer> second = new ArrayDeque<>();
        // Handlers run every 12 ms only: messages of flooding sources still wait when their places are needed.
        for (int milli = 1; milli <= 6_000; milli++) {
            now += MILLI;
            for (int i = 0; i < 100 / each; i++) {
                arrives(sources);
                second.add(sources++);
            }
            while (each == 2 && second.size() > 800) {
                arrives(second.remove());
            }
            if (milli % 3 == 0) {
                arrives(TALKER + next++ % talkers);
            }
            if (milli % 12 == 5) {
                server.settleAt(now);
                count(answers);
            } else {
                server.reactor.settleAt(now);
            }
        }
        server.settleAt(now);
        count(answers);
        int answered = answers.entrySet().stream()
                .filter(answer -> answer.getKey().getAddress().getAddress()[1] == TALKER >> 16)
                .mapToInt(Map.Entry::getValue)
                .sum();
        assertTrue(answered * 100 >= next * 98, answered + " of " + next + " answered");
        Counters counters = server.counters();
        long lost = counters.failed().get(FailReason.CLOSED_BEFORE_HANDLED)
                + counters.dropped().values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
        assertEquals(counters.get(Counter.RECEIVED), counters.get(Counter.HANDLED) + lost, counters::toString);
        assertEquals(PLACES, counters.get(Counter.LIVE));
    }

    private void count(Map<InetSocketAddress, Integer> answers) {
        for (MemoryTransport.Sent sent : server.socket.takeSent()) {
            answers.merge(sent.target(), 1, Integer::sum);
        }
        server.takeEvents();
    }
}
