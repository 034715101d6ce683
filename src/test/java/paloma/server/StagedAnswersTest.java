package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.CloseReason;
import paloma.Counter;
import paloma.FailReason;
import paloma.Handler;
import paloma.Limits;
import paloma.Session;
import paloma.UnsentReason;

/** Answers that wait in the batch of a worker, and the datagrams that leave meanwhile. */
class StagedAnswersTest {
    private static final Handler ECHO = Session::send;

    private static StagingServer server(Handler handler) {
        return new StagingServer(HandServer.options(), handler);
    }

    @Test
    void answerWaitsWhileOtherSessionsAreReady() {
        try (StagingServer server = server(ECHO)) {
            server.arrives(1, "1");
            server.workers.run(0, true);
            assertEquals(List.of(), server.socket.takeTexts());
            assertEquals(1, server.counters().get(Counter.QUEUED));
            assertEquals(1, server.counters().get(Counter.HANDLED));
            server.workers.finish(0);
            assertEquals(List.of("1"), server.socket.takeTexts());
            assertEquals(0, server.counters().get(Counter.QUEUED));
        }
    }

    @Test
    void answerLeavesAtOnceWhenNoOtherSessionIsReady() {
        try (StagingServer server = server(ECHO)) {
            server.arrives(1, "1");
            server.arrives(2, "2");
            server.workers.run(0, true);
            server.workers.run(0, false);
            assertEquals(List.of("1", "2"), server.socket.takeTexts());
            assertEquals(1, server.socket.batchCalls());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void answerOfAnotherWorkerDoesNotOvertake(boolean moreReady) {
        try (StagingServer server = server(ECHO)) {
            server.arrives(1, "1");
            server.workers.run(0, true);
            server.arrives(1, "2");
            server.workers.run(1, moreReady);
            assertEquals(moreReady ? List.of("1") : List.of("1", "2"), server.socket.takeTexts());
            server.workers.finish(1);
            assertEquals(moreReady ? List.of("2") : List.of(), server.socket.takeTexts());
        }
    }

    @Test
    void answerToAnotherSessionDoesNotOvertakeItsOwn() {
        Session[] first = new Session[1];
        try (StagingServer server = server((session, message) -> {
            first[0] = first[0] == null ? session : first[0];
            first[0].send(message);
        })) {
            server.arrives(1, "1");
            server.workers.run(0, true);
            server.arrives(2, "2");
            server.workers.run(1, true);
            server.arrives(1, "3");
            server.workers.run(0, true);
            server.workers.finish(1);
            server.workers.finish(0);
            assertEquals(List.of("1", "2", "3"), server.socket.takeTexts());
        }
    }

    @Test
    void pushLeavesAtOnceBehindWhatIsStaged() {
        try (StagingServer server = server((session, message) -> {
            session.send(message);
            session.push("pushed");
        })) {
            server.arrives(1, "1");
            server.arrives(2, "2");
            server.workers.run(0, true);
            assertEquals(List.of("1", "pushed"), server.socket.takeTexts());
            server.workers.run(0, true);
            assertEquals(List.of("2", "pushed"), server.socket.takeTexts());
        }
    }

    @Test
    void sendOfAnotherThreadLeavesAtOnceBehindWhatIsStaged() {
        Session[] opened = new Session[1];
        try (StagingServer server = server((session, message) -> {
            opened[0] = session;
            session.send(message);
        })) {
            server.arrives(1, "1");
            server.workers.run(0, true);
            assertTrue(opened[0].send("of a user's thread"));
            assertEquals(List.of("1", "of a user's thread"), server.socket.takeTexts());
        }
    }

    @Test
    void datagramTooLongForABatchStaysBehindTheStagedOfAnotherWorker() {
        String longer = "y".repeat(3_000);
        try (StagingServer server = server(ECHO)) {
            server.arrives(1, "1");
            server.workers.run(0, true);
            server.arrives(1, longer);
            server.workers.run(1, true);
            assertEquals(List.of("1", longer), server.socket.takeTexts());
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {OutOfMemoryError.class, StackOverflowError.class, IllegalStateException.class})
    void answersBeforeAThrownErrorAreSent(Class<? extends Throwable> error) {
        try (StagingServer server = server((session, message) -> {
            session.send(message);
            Rethrow.<RuntimeException>rethrow(error.getDeclaredConstructor().newInstance());
        })) {
            server.arrives(1, "1");
            server.workers.run(0, true);
            server.workers.finish(0);
            assertEquals(List.of("1"), server.socket.takeTexts());
            assertEquals(1, server.counters().failed().get(FailReason.HANDLER_THREW));
        }
    }

    private static final class Rethrow {
        @SuppressWarnings("unchecked")
        static <E extends Throwable> void rethrow(Throwable error) throws E {
            throw (E) error;
        }
    }

    @Test
    void drainSendsTheStagedAnswersOfAllWorkersBeforeItsEnd() {
        StagingServer server = server(new Handler() {
            @Override
            public void onMessage(Session session, ByteBuffer message) {
                session.send(message);
            }

            @Override
            public void onClose(Session session, CloseReason reason) {
                session.send("bye");
            }
        });
        server.arrives(1, "1");
        server.arrives(2, "2");
        server.workers.run(0, true);
        server.workers.run(1, true);
        server.shard.drain();
        server.reactor.settle();
        server.workers.run(0, true);
        server.workers.run(1, true);
        server.reactor.settle();
        assertEquals(List.of("1", "2", "bye", "bye"), server.socket.takeTexts());
        assertTrue(server.socket.isClosed());
        assertTrue(server.shard.drainedInTime());
        server.close();
    }

    @Test
    void stagedAnswerIsChargedAndRefusedAnswersRefund() {
        ServerOptions limited = HandServer.options()
                .withLimits(Limits.builder().amplification(3).build());
        try (StagingServer server = new StagingServer(limited, (session, message) -> {
            while (session.send("x".repeat(20))) {
                // Until the credit is used.
            }
        })) {
            // 38 bytes with headers: a credit of 114, two answers of 48, and the reserve of 28 for a validation
            // request.
            server.arrives(1, "x".repeat(10));
            server.workers.run(0, true);
            assertEquals(1, server.counters().unsent().get(UnsentReason.AMPLIFICATION));
            server.workers.finish(0);
            // The credit of one answer is left, which the request of an empty datagram uses in part.
            assertEquals(List.of("x".repeat(20), ""), server.socket.takeTexts());
        }
    }
}
