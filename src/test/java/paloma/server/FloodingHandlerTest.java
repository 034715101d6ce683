package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.Counter;
import paloma.Session;
import paloma.UnsentReason;

/** A handler that sends too many or too large messages affects no other session. */
class FloodingHandlerTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void answerOverTheDatagramSizeIsRefusedAndCounted(int workers) {
        try (AccountedServer accounted = AccountedServer.open(Handlers.options(workers), (session, message) -> {
            boolean taken = session.send(ByteBuffer.allocate(70_000));
            session.send("taken: " + taken);
        })) {
            assertEquals("taken: false", accounted.peer().request("hello"));
            assertEquals(1, accounted.counters().unsent().get(UnsentReason.TOO_BIG));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void floodingHandlerDelaysOthersOnlyWhileItRuns(int workers) {
        try (AccountedServer accounted = AccountedServer.open(Handlers.options(workers), (session, message) -> {
            int copies = Handlers.text(message).equals("flood") ? 200 : 1;
            for (int i = 0; i < copies; i++) {
                session.send(Integer.toString(i));
            }
        })) {
            Peer flooded = accounted.peer();
            Peer other = accounted.peer();
            flooded.send("flood");
            assertEquals("0", other.request("hello"));
            for (int i = 0; i < 200; i++) {
                assertEquals(Integer.toString(i), flooded.receive());
            }
            assertEquals(0, accounted.counters().get(Counter.UNSENT));
        }
    }

    @Test
    void floodingHandlerDelaysNoOtherWhileAWorkerIsFree() throws Exception {
        CountDownLatch othersServed = new CountDownLatch(1);
        try (AccountedServer accounted = AccountedServer.open(Handlers.options(2), (session, message) -> {
            if (Handlers.text(message).equals("flood")) {
                flood(session);
                othersServed.await();
                flood(session);
            }
            session.send(message);
        })) {
            Peer flooded = accounted.peer();
            flooded.send("flood");
            for (Peer other : accounted.peers(20)) {
                assertEquals("hello", other.request("hello"));
            }
            Awaitility.await().until(() -> accounted.counters().get(Counter.RUNNING) == 1);
            othersServed.countDown();
        }
    }

    private static void flood(Session session) {
        for (int i = 0; i < 2_000; i++) {
            session.send("flood");
        }
    }
}
