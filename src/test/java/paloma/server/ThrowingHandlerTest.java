package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.CloseReason;
import paloma.Counter;
import paloma.FailReason;
import paloma.Handler;
import paloma.ServerListener;
import paloma.Session;
import paloma.house.Timeouts;

/** An exception of a handler fails that call only. */
class ThrowingHandlerTest {
    private final BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();
    private final ServerListener recording = new ServerListener() {
        @Override
        public void onHandlerError(Session session, Throwable error) {
            errors.add(error);
            throw new IllegalStateException("from onHandlerError");
        }
    };

    private AccountedServer open(int workers, Handler handler) {
        return AccountedServer.open(Handlers.options(workers).withListener(recording), handler);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void throwingHandlerFailsThatMessageOnly(int workers) throws Exception {
        try (AccountedServer accounted = open(workers, new Handler() {
            @Override
            public void onMessage(Session session, ByteBuffer message) throws Exception {
                switch (Handlers.text(message)) {
                    case "exception" -> throw new Exception("checked");
                    case "error" -> throw new StackOverflowError("deep");
                    default -> session.send(session.id() + " " + Handlers.text(message));
                }
            }
        })) {
            Peer peer = accounted.peer();
            String before = peer.request("hello");
            peer.send("exception");
            peer.send("error");
            assertEquals(before, peer.request("hello"));
            assertEquals(
                    "checked", errors.poll(Timeouts.SECONDS, TimeUnit.SECONDS).getMessage());
            assertInstanceOf(StackOverflowError.class, errors.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
            assertEquals(2, accounted.counters().failed().get(FailReason.HANDLER_THREW));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void messageIsHandledAfterOnOpenThrows(int workers) {
        try (AccountedServer accounted = open(workers, new Handler() {
            @Override
            public void onOpen(Session session) {
                throw new IllegalStateException("from onOpen");
            }

            @Override
            public void onMessage(Session session, ByteBuffer message) {
                session.send(message);
            }
        })) {
            assertEquals("hello", accounted.peer().request("hello"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void onCloseThatThrowsIsReportedAndANewSessionOpens(int workers) throws Exception {
        try (AccountedServer accounted = open(workers, new Handler() {
            @Override
            public void onMessage(Session session, ByteBuffer message) {
                session.send(message);
                session.close();
            }

            @Override
            public void onClose(Session session, CloseReason reason) {
                throw new StackOverflowError("from onClose");
            }
        })) {
            Peer peer = accounted.peer();
            for (int i = 1; i <= 3; i++) {
                assertEquals("hello", peer.request("hello"));
                assertEquals(
                        "from onClose",
                        errors.poll(Timeouts.SECONDS, TimeUnit.SECONDS).getMessage());
                assertEquals(i, accounted.counters().get(Counter.OPENED));
            }
            // The handler may be called before the reactor has counted.
            Awaitility.await().until(() -> accounted.counters().closed().get(CloseReason.CLOSED) == 3);
        }
    }
}
