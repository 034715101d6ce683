package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Threads call commands of an idle server that closes meanwhile: every call gets a result. */
@Tag("slow")
class SessionCommandsRaceTest {
    private static final int QUESTIONS = Integer.getInteger("paloma.stress", 5_000);
    private static final int CLOSES = Math.max(20, QUESTIONS / 100);
    private static final int TIMEOUT_SECONDS = 60;

    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final List<Throwable> unanswered = new ArrayList<>();

    /**
     * Calls the command that often, or until the server refuses; each call waits for the result of the previous
     * one.
     */
    private void call(Server server, int calls) {
        try {
            for (int i = 0; i < calls; i++) {
                CompletableFuture<?> question =
                        i % 2 == 0 ? server.sessions() : server.broadcast(ByteBuffer.allocate(1));
                question.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                answers.incrementAndGet();
            }
        } catch (ExecutionException refused) {
            refusals.incrementAndGet();
        } catch (InterruptedException | TimeoutException e) {
            synchronized (unanswered) {
                unanswered.add(e);
            }
        }
    }

    private static void join(Thread... threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private Thread[] twoAsking(Server server, int calls) {
        Thread[] threads = {
            new Thread(() -> call(server, calls)), new Thread(() -> call(server, calls)),
        };
        for (Thread thread : threads) {
            thread.start();
        }
        return threads;
    }

    @Test
    void everyCommandWakesTheServer() throws InterruptedException {
        try (AccountedServer server = AccountedServer.open((session, message) -> {})) {
            join(twoAsking(server.server(), QUESTIONS));
        }
        assertEquals(List.of(), unanswered);
        assertEquals(2 * QUESTIONS, answers.get());
    }

    @Test
    void commandWhileTheServerClosesIsAnsweredOrRefused() throws InterruptedException {
        for (int i = 0; i < CLOSES; i++) {
            Thread[] asking;
            try (AccountedServer server = AccountedServer.open((session, message) -> {})) {
                asking = twoAsking(server.server(), Integer.MAX_VALUE);
                server.server().sessions().join();
            }
            join(asking);
        }
        assertEquals(List.of(), unanswered);
        assertEquals(2 * CLOSES, refusals.get());
    }
}
