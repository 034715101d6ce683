package paloma.client;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import paloma.Counter;
import paloma.UnsentReason;
import paloma.house.Timeouts;
import paloma.process.Ports;
import paloma.server.AccountedServer;
import paloma.server.Peer;
import paloma.server.ServerOptions;

class ClientTest {
    private static final Duration TIMEOUT = Timeouts.LIMIT;

    private static ClientOptions to(Peer server) {
        return ClientOptions.to("127.0.0.1", server.address().getPort())
                .withRequestTimeout(TIMEOUT)
                .withValidation(false);
    }

    private static <T> T await30(CompletableFuture<T> answer) throws Exception {
        return answer.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    private static Throwable failureOf(CompletableFuture<?> answer) {
        return assertThrows(ExecutionException.class, () -> await30(answer)).getCause();
    }

    @Test
    void requestToAPlainJdkServerIsAnswered() throws Exception {
        try (Peer server = new Peer(null);
                Client client = Client.open(to(server))) {
            CompletableFuture<String> answer = client.request("¿cómo estás?");
            assertEquals("¿cómo estás?", server.receive());
            assertEquals(client.localAddress(), server.lastSource());
            server.reply("bien, señor");
            assertEquals("bien, señor", await30(answer));
            assertEquals(server.address(), client.remoteAddress());
        }
    }

    @Test
    void unansweredRequestTimesOut() throws Exception {
        try (Peer server = new Peer(null);
                Client client = Client.open(to(server).withRequestTimeout(Duration.ofMillis(20)))) {
            assertInstanceOf(TimeoutException.class, failureOf(client.request("ignored")));
            assertEquals("ignored", server.receive());
        }
    }

    @Test
    void missingServerIsReportedAndLaterReached() throws Exception {
        int port = Ports.free();
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (Client client = Client.open(ClientOptions.to("127.0.0.1", port).withRequestTimeout(TIMEOUT))) {
            client.onUnreachable(() -> events.add("unreachable"));
            Throwable failure = failureOf(client.request("anyone?"));
            assertInstanceOf(PortUnreachableException.class, failure);
            assertEquals("no one listens at 127.0.0.1:" + port, failure.getMessage());
            assertEquals("unreachable", events.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
            try (AccountedServer up =
                    AccountedServer.open(ServerOptions.on(port), (session, message) -> session.send(message))) {
                up.joinedBy(client);
                assertEquals("now?", await30(client.request("now?")));
            }
            assertInstanceOf(PortUnreachableException.class, failureOf(client.request("and now?")));
        }
    }

    @Test
    void icmpErrorOfASendDoesNotFailTheNextRequest() throws Exception {
        int port = Ports.free();
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (Client client = Client.open(ClientOptions.to("127.0.0.1", port).withRequestTimeout(TIMEOUT))) {
            client.onUnreachable(() -> events.add("unreachable"));
            for (int i = 0; i < 20; i++) {
                client.send("nobody hears");
            }
            try (AccountedServer up =
                    AccountedServer.open(ServerOptions.on(port), (session, message) -> session.send(message))) {
                up.joinedBy(client);
                assertEquals("you do", await30(client.request("you do")));
            }
            assertEquals("unreachable", events.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void matcherDistinguishesRequestsInFlight() throws Exception {
        BiPredicate<ByteBuffer, ByteBuffer> firstByte = (request, message) -> request.get(0) == message.get(0);
        try (Peer server = new Peer(null);
                Client client = Client.open(to(server).withMatcher(3, firstByte))) {
            List<CompletableFuture<String>> answers =
                    List.of(client.request("1?"), client.request("2?"), client.request("3?"));
            for (int i = 0; i < 3; i++) {
                server.receive();
            }
            server.reply("3!");
            server.reply("1!");
            server.reply("2!");
            assertEquals("1!", await30(answers.get(0)));
            assertEquals("2!", await30(answers.get(1)));
            assertEquals("3!", await30(answers.get(2)));
        }
    }

    @Test
    void pushGoesToTheListener() throws Exception {
        BlockingQueue<String> delivered = new LinkedBlockingQueue<>();
        try (Peer server = new Peer(null);
                Client client =
                        Client.open(to(server)).onMessage(message -> delivered.add(new String(message.array())))) {
            client.send("hello");
            server.receive();
            server.reply("one");
            server.reply("two");
            assertEquals("one", delivered.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
            assertEquals("two", delivered.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
            assertEquals(2, client.counters().messages());
        }
    }

    @Test
    void longestDatagramIsSentAndReceived() throws Exception {
        byte[] longest = new byte[65_507];
        longest[65_506] = 1;
        try (Peer server = new Peer(null);
                Client client = Client.open(to(server))) {
            CompletableFuture<ByteBuffer> answer = client.request(ByteBuffer.wrap(longest));
            assertArrayEquals(longest, server.receiveBytes());
            server.reply("x".repeat(65_507));
            assertEquals(65_507, await30(answer).remaining());
        }
    }

    @Test
    void emptyDatagramIsAKeepAliveForTheServer() throws Exception {
        try (AccountedServer server = AccountedServer.open((session, message) -> session.send(message))) {
            Client client = server.client();
            assertEquals("hello", await30(client.request("hello")));
            assertTrue(client.send(ByteBuffer.allocate(0)));
            assertEquals("still here", await30(client.request("still here")));
            // And the one that answered the first answer.
            assertEquals(2, server.counters().get(Counter.KEEP_ALIVES));
            assertEquals(1, server.counters().get(Counter.OPENED));
        }
    }

    @Test
    void emptyDatagramIsAKeepAliveForTheClient() throws Exception {
        BlockingQueue<String> delivered = new LinkedBlockingQueue<>();
        try (Peer server = new Peer(null);
                Client client =
                        Client.open(to(server)).onMessage(message -> delivered.add(new String(message.array())))) {
            CompletableFuture<String> answer = client.request("question");
            assertEquals("question", server.receive());
            server.reply("");
            server.reply("answer");
            server.reply("");
            server.reply("notice");
            assertEquals("answer", await30(answer));
            assertEquals("notice", delivered.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
            ClientCounters counters = client.counters();
            assertEquals(2, counters.keepAlives());
            assertTrue(counters.balanced() && counters.atRest(), counters::toString);
        }
    }

    @Test
    void firstDatagramOfAServerIsAnsweredWithAnEmptyOne() throws Exception {
        try (Peer server = new Peer(null);
                Client client = Client.open(to(server).withValidation(true))) {
            CompletableFuture<String> answer = client.request("question");
            assertEquals("question", server.receive());
            server.reply("answer");
            assertEquals("answer", await30(answer));
            assertEquals("", server.receive());
            assertEquals(client.localAddress(), server.lastSource());
            client.send("more");
            assertEquals("more", server.receive());
            assertEquals(3, client.counters().sent());
        }
    }

    @Test
    void tooLongDatagramIsRefusedAndCounted() throws Exception {
        try (Peer server = new Peer(null);
                Client client = Client.open(to(server))) {
            assertFalse(client.send(ByteBuffer.allocate(65_508)));
            assertEquals(1, client.counters().unsent().get(UnsentReason.TOO_BIG));
            assertInstanceOf(IllegalStateException.class, failureOf(client.request(ByteBuffer.allocate(70_000))));
            assertTrue(client.send("short"));
            assertEquals("short", server.receive());
        }
    }

    @Test
    void datagramOfAnotherSourceIsIgnored() throws Exception {
        try (Peer server = new Peer(null);
                Client client = Client.open(to(server));
                Peer other = new Peer(client.localAddress())) {
            CompletableFuture<String> answer = client.request("question");
            server.receive();
            other.send("forged");
            server.reply("answer");
            assertEquals("answer", await30(answer));
            assertEquals(1, client.counters().received());
        }
    }

    @Test
    void closeFailsPendingRequestsAndASecondCloseReturns() throws Exception {
        try (Peer server = new Peer(null)) {
            Client client = Client.open(to(server));
            CompletableFuture<String> open = client.request("never answered");
            client.close();
            assertInstanceOf(ClosedChannelException.class, failureOf(open));
            client.close();
            assertFalse(client.send("late"));
            assertInstanceOf(ClosedChannelException.class, failureOf(client.request("late")));
        }
    }

    @Test
    void callbackMayCloseItsClient() throws Exception {
        try (Peer server = new Peer(null)) {
            Client client = Client.open(to(server));
            CompletableFuture<Void> closed = client.request("question").thenRun(client::close);
            server.receive();
            server.reply("answer");
            await30(closed);
            await().atMost(TIMEOUT).until(() -> !client.send("late"));
        }
    }

    @Test
    void countersAgreeWithTheServer() throws Exception {
        try (Peer server = new Peer(null);
                Client client = Client.open(to(server))) {
            for (int i = 0; i < 50; i++) {
                CompletableFuture<String> answer = client.request("question " + i);
                server.receive();
                server.reply("answer " + i);
                assertEquals("answer " + i, await30(answer));
            }
            ClientCounters counters = client.counters();
            assertEquals(50, counters.sends());
            assertEquals(50, counters.sent());
            assertEquals(50, counters.received());
            assertEquals(50, counters.answers());
            assertTrue(counters.balanced() && counters.atRest(), counters::toString);
        }
    }

    @Test
    void invalidMessageIsRefusedAndCounted() throws Exception {
        try (Peer server = new Peer(null);
                Client client = Client.open(to(server))) {
            assertThrows(NullPointerException.class, () -> client.send((ByteBuffer) null));
            assertThrows(NullPointerException.class, () -> client.send((String) null));
            ClientCounters counters = client.counters();
            assertEquals(2, counters.unsent().get(UnsentReason.OTHER));
            assertTrue(counters.balanced() && counters.atRest(), counters::toString);
        }
    }

    @Test
    void unknownHostIsRefused() {
        assertThrows(UnknownHostException.class, () -> Client.open(ClientOptions.to("no-such-host.invalid", 8080)));
    }
}
