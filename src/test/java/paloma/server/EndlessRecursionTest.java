package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Counters;
import paloma.FailReason;
import paloma.Handler;
import paloma.Limits;
import paloma.Session;
import paloma.UnsentReason;
import paloma.client.Client;
import paloma.client.ClientCounters;
import paloma.house.IgnoredErrors;
import paloma.house.LoggedLines;

/**
 * A handler whose stack overflows inside a call of the library fails its own message only. No lock stays held,
 * every count is decided, other peers are served, and the server closes.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndlessRecursionTest {
    /** Each record would contain a thousand frames. */
    @AutoClose
    private final LoggedLines logged = new LoggedLines();

    private static final int MESSAGES = 64;

    /** A call needs more stack than this many frames, so that the overflow is always inside a call. */
    private static final int FRAMES_PER_CALL = 16;

    /** Calls on the way up: the first are close to the end of the stack, the last are not. */
    private static final int CALLS_ON_THE_WAY_UP = 64;

    private static final ByteBuffer BYTE = ByteBuffer.wrap(new byte[] {'x'});

    /** The last frames on the way down, in which calls are made. */
    private static final int FRAMES_WITH_CALLS = 512;

    /** Calls {@code action} on the way down, in the last frames before the overflow. */
    private static void down(Runnable action) {
        int[] deepest = new int[1];
        try {
            down(() -> {}, 0, 0, deepest);
        } catch (StackOverflowError e) {
            down(action, deepest[0] - FRAMES_WITH_CALLS, 0, deepest);
        }
    }

    private static int down(Runnable action, int from, int frame, int[] deepest) {
        deepest[0] = frame;
        if (frame >= from && frame % FRAMES_PER_CALL == 0) {
            action.run();
        }
        return down(action, from, frame + 1, deepest) + 1;
    }

    /** Calls {@code action} on the way up, after the overflow. */
    private static void up(Runnable action, int[] frames) {
        try {
            up(action, frames);
        } catch (StackOverflowError e) {
            int frame = frames[0]++;
            if (frame % FRAMES_PER_CALL == 0 && frame < CALLS_ON_THE_WAY_UP * FRAMES_PER_CALL) {
                action.run();
            }
            throw e;
        }
    }

    private static void recurse(String direction, Runnable action) {
        if (direction.equals("down")) {
            down(action);
        } else {
            up(action, new int[1]);
        }
    }

    /** Answers, or runs {@code action} at the end of the stack when the message requests it. */
    private static Handler handler(String direction, Consumer<Session> action) {
        return new Handler() {
            @Override
            public void onMessage(Session session, ByteBuffer message) {
                switch (Handlers.text(message)) {
                    case "deep" -> recurse(direction, () -> action.accept(session));
                    case "caught" -> {
                        try {
                            recurse(direction, () -> action.accept(session));
                        } catch (StackOverflowError e) {
                            // The handler continues.
                        }
                    }
                    case "silence" -> {}
                    default -> session.send(message);
                }
            }
        };
    }

    private static ServerOptions options(int workers) {
        return Handlers.options(workers)
                .withListener(new IgnoredErrors())
                .withLimits(Limits.builder().amplification(0).build());
    }

    /** For each peer a stack overflows, then another peer is served. */
    private static Counters play(AccountedServer server, String message) {
        List<Peer> peers = server.peers(MESSAGES);
        peers.forEach(peer -> peer.send(message));
        Peer other = server.peer();
        for (int i = 0; i < 10; i++) {
            assertEquals("hello", other.request("hello"));
        }
        Awaitility.await()
                .atMost(2, TimeUnit.MINUTES)
                .until(() -> server.counters().get(Counter.HANDLED)
                                + server.counters().get(Counter.FAILED)
                        == MESSAGES + 10);
        return server.counters();
    }

    @ParameterizedTest
    @CsvSource({"0, down", "0, up", "2, down", "2, up"})
    void stackOverflowInSendFailsThatMessage(int workers, String direction) {
        try (AccountedServer server =
                AccountedServer.open(options(workers), handler(direction, session -> session.send(BYTE.duplicate())))) {
            Counters counters = play(server, "deep");
            assertEquals(MESSAGES, counters.failed().get(FailReason.HANDLER_THREW));
            assertTrue(counters.unsent().get(UnsentReason.STACK) > 0, counters::toString);
            assertEquals(0, counters.get(Counter.SENDING));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, down", "0, up", "2, down", "2, up"})
    void handlerMayCatchAStackOverflowInPush(int workers, String direction) {
        try (AccountedServer server =
                AccountedServer.open(options(workers), handler(direction, session -> session.push(BYTE.duplicate())))) {
            Counters counters = play(server, "caught");
            assertEquals(MESSAGES + 10, counters.get(Counter.HANDLED));
            assertTrue(counters.unsent().get(UnsentReason.STACK) > 0, counters::toString);
            assertEquals(0, counters.get(Counter.SENDING));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void sessionClosesAfterAStackOverflowInClose(int workers) {
        try (AccountedServer server = AccountedServer.open(options(workers), handler("up", Session::close))) {
            play(server, "caught");
            Awaitility.await()
                    .atMost(2, TimeUnit.MINUTES)
                    .until(() -> server.counters().closed().get(CloseReason.CLOSED) == MESSAGES);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void serverAnswersAfterAStackOverflowInACommand(int workers) {
        AccountedServer[] holder = new AccountedServer[1];
        AtomicInteger answers = new AtomicInteger();
        Consumer<Session> callServer = session -> {
            if (session.attachment() == null) {
                session.id();
                holder[0].server().sessions().thenRun(answers::incrementAndGet);
                session.attach("has asked");
            }
        };
        try (AccountedServer server = holder[0] = AccountedServer.open(options(workers), handler("up", callServer))) {
            play(server, "deep");
            Awaitility.await().atMost(2, TimeUnit.MINUTES).until(() -> answers.get() == MESSAGES);
            // More than the mailboxes hold: none was left waiting.
            for (int i = 0; i < 2_000; i++) {
                assertEquals(MESSAGES + 1, server.server().sessions().join().size());
            }
        }
    }

    @Test
    void serverClosesAfterAStackOverflowInItsClose() {
        AccountedServer[] holder = new AccountedServer[1];
        try (AccountedServer server = holder[0] = AccountedServer.open(
                options(2), handler("up", session -> holder[0].server().close()))) {
            server.peers(MESSAGES).forEach(peer -> peer.send("deep"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"down", "up"})
    void clientWorksAfterAStackOverflowInAListener(String direction) {
        try (AccountedServer server = AccountedServer.open(options(2), handler(direction, session -> {}))) {
            Client client = server.client();
            client.onMessage(message -> recurse(direction, () -> client.send("silence")));
            for (int i = 0; i < 4; i++) {
                client.send("hello");
            }
            Awaitility.await()
                    .atMost(2, TimeUnit.MINUTES)
                    .until(() -> client.counters().messages() == 4);
            assertEquals("hello", client.request("hello").join());
            ClientCounters counters = client.counters();
            assertTrue(counters.unsent().get(UnsentReason.STACK) > 0, counters::toString);
            assertTrue(counters.balanced() && counters.atRest(), counters::toString);
        }
    }
}
