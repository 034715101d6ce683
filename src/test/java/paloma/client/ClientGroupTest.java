package paloma.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import paloma.house.Timeouts;
import paloma.server.Peer;

/** Many clients on one reactor thread, and a server of the plain JDK. */
class ClientGroupTest {
    private final Peer server = new Peer(null);
    private final ClientOptions options = ClientOptions.to(
                    "127.0.0.1", server.address().getPort())
            .withRequestTimeout(Timeouts.LIMIT)
            .withValidation(false);
    private ClientGroup group;

    @BeforeEach
    void open() throws Exception {
        group = ClientGroup.open();
    }

    @AfterEach
    void close() {
        group.close();
        server.close();
    }

    private static String await(CompletableFuture<String> answer) throws Exception {
        return answer.get(Timeouts.SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void manyClientsShareOneThreadAndGetTheirAnswers() throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Client client = group.connect(options);
            answers.add(
                    client.request("client " + i).whenComplete((any, error) -> threads.add(Thread.currentThread())));
        }
        for (int i = 0; i < 100; i++) {
            server.reply("to " + server.receive());
        }
        for (int i = 0; i < 100; i++) {
            assertEquals("to client " + i, await(answers.get(i)));
        }
        threads.remove(Thread.currentThread());
        assertEquals(1, threads.size());
    }

    @Test
    void throwingCallbackAffectsNoOtherClient() throws Exception {
        Client broken = group.connect(options);
        Client other = group.connect(options);
        CompletableFuture<String> threadName = new CompletableFuture<>();
        broken.onMessage(message -> {
            threadName.complete(Thread.currentThread().getName());
            throw new AssertionError("listener");
        });
        broken.send("hello");
        server.receive();
        server.reply("pushed");
        assertEquals("paloma-client-reactor", await(threadName));
        CompletableFuture<String> answer = other.request("still there?");
        server.receive();
        server.reply("yes");
        assertEquals("yes", await(answer));
        CompletableFuture<String> again = broken.request("you too?");
        server.receive();
        server.reply("yes");
        assertEquals("yes", await(again));
    }

    @Test
    void closedClientLeavesTheOthersOpen() throws Exception {
        Client one = group.connect(options);
        Client other = group.connect(options);
        CompletableFuture<String> open = one.request("never answered");
        one.close();
        assertInstanceOf(
                ClosedChannelException.class,
                assertThrows(ExecutionException.class, () -> await(open)).getCause());
        assertEquals("never answered", server.receive());
        CompletableFuture<String> answer = other.request("question");
        server.receive();
        server.reply("answer");
        assertEquals("answer", await(answer));
    }

    @Test
    void closedGroupClosesItsClientsAndFailsPendingRequests() throws Exception {
        Client one = group.connect(options);
        Client other = group.connect(options);
        CompletableFuture<String> open = one.request("never answered");
        group.close();
        assertInstanceOf(
                ClosedChannelException.class,
                assertThrows(ExecutionException.class, () -> await(open)).getCause());
        assertInstanceOf(
                ClosedChannelException.class,
                assertThrows(ExecutionException.class, () -> await(other.request("late")))
                        .getCause());
        assertThrows(IllegalStateException.class, () -> group.connect(options));
        one.close();
        other.close();
        group.close();
    }
}
