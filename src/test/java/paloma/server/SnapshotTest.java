package paloma.server;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.Counter;
import paloma.Counters;
import paloma.Limits;
import paloma.Session;

/** A snapshot taken while datagrams move may miss some of them, and counts none twice. */
@Tag("slow")
class SnapshotTest {
    private static final int MESSAGES = 4_000;

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void outcomesNeverExceedTheirSource(int workers) throws Exception {
        Limits tight = Limits.builder().mailboxMessages(1).amplification(0).build();
        try (AccountedServer accounted = AccountedServer.open(
                ServerOptions.on(0).withWorkers(workers).withLimits(tight), SnapshotTest::closeNowAndThen)) {
            Thread talk = new Thread(() -> talk(accounted.peers(2), accounted.peer()));
            talk.start();
            Counters suspicious = null;
            while (talk.isAlive() && suspicious == null) {
                Counters counters = accounted.counters();
                suspicious = countsNothingTwice(counters) ? null : counters;
            }
            talk.join();
            assertNull(suspicious);
        }
    }

    private static void closeNowAndThen(Session session, ByteBuffer message) {
        if (session.messages() % 10 == 0) {
            session.close();
        }
        session.send(message);
    }

    private static void talk(List<Peer> peers, Peer full) {
        for (int i = 0; i < MESSAGES; i++) {
            // Some of these meet a full mailbox, and some the mailbox of a closing session.
            full.send("x");
            full.send("y");
            peers.forEach(peer -> peer.request("message"));
            if (i % 100 == 0) {
                full.receiveWhatWaits();
            }
        }
    }

    private static boolean countsNothingTwice(Counters counters) {
        return Stream.of(Counter.Line.values()).allMatch(line -> counters.difference(line) >= 0);
    }
}
