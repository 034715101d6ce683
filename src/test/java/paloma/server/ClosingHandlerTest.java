package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.CloseReason;
import paloma.Counter;
import paloma.FailReason;
import paloma.Handler;
import paloma.Session;
import paloma.house.Timeouts;

/** A handler that closes its session: messages waiting behind the close fail, the next one opens a new session. */
class ClosingHandlerTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void messagesWaitingBehindACloseCountAsFailed(int workers) {
        HoldingFilter together = new HoldingFilter();
        try (AccountedServer accounted =
                AccountedServer.open(Handlers.options(workers).withFilter(together), (session, message) -> {
                    session.close();
                    session.send(message);
                })) {
            together.holdBy(accounted.peer());
            Peer peer = accounted.peer();
            peer.send("close");
            peer.send("behind");
            peer.send("behind too");
            together.goOn();
            assertEquals("close", peer.receive());
            assertEquals("anew", peer.request("anew"));
            assertEquals(2, accounted.counters().failed().get(FailReason.CLOSED_BEFORE_HANDLED));
            assertEquals(2, accounted.counters().get(Counter.OPENED));
        }
    }

    @Test
    void messageDuringOnCloseOpensANewSession() throws Exception {
        BlockingQueue<Session> closing = new LinkedBlockingQueue<>();
        CountDownLatch goOn = new CountDownLatch(1);
        try (AccountedServer accounted = AccountedServer.open(Handlers.options(2), new Handler() {
            @Override
            public void onMessage(Session session, ByteBuffer message) {
                session.send(session.id().toString());
                if (Handlers.text(message).equals("close")) {
                    session.close();
                }
            }

            @Override
            public void onClose(Session session, CloseReason reason) throws Exception {
                if (reason == CloseReason.CLOSED) {
                    closing.add(session);
                    goOn.await();
                    session.send("goodbye of " + session.id());
                }
            }
        })) {
            Peer peer = accounted.peer();
            String old = peer.request("close");
            assertEquals(
                    old, closing.poll(Timeouts.SECONDS, TimeUnit.SECONDS).id().toString());
            String next = peer.request("hello");
            assertNotEquals(old, next);
            goOn.countDown();
            assertEquals("goodbye of " + old, peer.receive());
            assertEquals(next, peer.request("still here?"));
        }
    }
}
