package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.Counter;
import paloma.DropReason;
import paloma.Filter;
import paloma.Limits;
import paloma.Session;

class DropReasonTest {
    private final List<String> handled = new ArrayList<>();
    private HandServer server = server(UnaryOperator.identity());

    private HandServer server(UnaryOperator<Limits.Builder> limits) {
        return server(HandServer.options()
                .withLimits(limits.apply(Limits.builder().amplification(0)).build()));
    }

    private HandServer server(ServerOptions options) {
        return new HandServer(
                options,
                (session, message) -> handled.add(new String(message.array()) + " of "
                        + session.remoteAddress().getPort()));
    }

    /** One datagram from {@code source} is dropped for {@code reason}, and the next valid one is handled. */
    private void drops(DropReason reason, InetSocketAddress source, String text) {
        long before = server.dropped(reason);
        long total = server.counters().get(Counter.DROPPED);
        server.socket.arrives(source, text);
        server.settle();
        assertEquals(before + 1, server.dropped(reason));
        assertEquals(total + 1, server.counters().get(Counter.DROPPED));
    }

    private static InetSocketAddress source(String address, int port) throws Exception {
        return new InetSocketAddress(InetAddress.getByName(address), port);
    }

    @AfterEach
    void countersBalance() {
        server.close();
    }

    @Test
    void messageOverTheLimitIsOversizeAndOneAtItIsNot() {
        server = server(limits -> limits.receiveBytes(5));
        drops(DropReason.OVERSIZE, HandServer.peer(1), "123456");
        server.message(1, "12345", 0);
        assertEquals(List.of("12345 of 50001"), handled);
        drops(DropReason.OVERSIZE, HandServer.peer(1), "123456");
    }

    @Test
    void unanswerableSourceIsDropped() throws Exception {
        drops(DropReason.SOURCE_PORT_ZERO, source("192.0.2.1", 0), "x");
        drops(DropReason.SOURCE_PORT_RESERVED, source("192.0.2.1", 1_023), "x");
        drops(DropReason.SOURCE_IS_SELF, HandServer.LOCAL, "x");
        drops(DropReason.SOURCE_NOT_UNICAST, source("224.0.0.1", 5_000), "x");
        drops(DropReason.SOURCE_NOT_UNICAST, source("255.255.255.255", 5_000), "x");
        drops(DropReason.SOURCE_NOT_UNICAST, source("0.0.0.0", 5_000), "x");
        assertEquals(List.of(), handled);
        assertEquals(0, server.counters().get(Counter.OPENED));
    }

    @Test
    void filteredMessageOpensNoSession() {
        Filter noX = (source, message, known) -> message.get(0) != 'x';
        server = server(HandServer.options().withFilter(noX));
        drops(DropReason.FILTERED, HandServer.peer(1), "x");
        assertEquals(0, server.counters().get(Counter.OPENED));
        server.message(1, "good", 0);
        drops(DropReason.FILTERED, HandServer.peer(1), "x");
        assertEquals(List.of("good of 50001"), handled);
    }

    @Test
    void filterGetsKnownAndAReadOnlyMessage() {
        List<String> seen = new ArrayList<>();
        server = server(HandServer.options().withFilter((source, message, known) -> {
            seen.add(source.getPort() + " " + known + " " + message.isReadOnly());
            // Reading here must not consume the handler's message.
            message.get(new byte[message.remaining()]);
            return true;
        }));
        server.message(1, "one", 0);
        server.message(1, "two", 0);
        assertEquals(List.of("50001 false true", "50001 true true"), seen);
        assertEquals(List.of("one of 50001", "two of 50001"), handled);
    }

    @Test
    void filterSeesOnlyTheMessageOfItsDatagram() {
        List<String> seen = new ArrayList<>();
        server = server(HandServer.options().withFilter((source, message, known) -> {
            seen.add(message.position() + " " + (char) message.get(0) + " " + message.capacity());
            return seen.size() > 1;
        }));
        server.socket.arrives(HandServer.peer(1), "one");
        server.socket.arrives(HandServer.peer(2), "three");
        server.reactor.settle();
        assertEquals(List.of("0 o 3", "0 t 5"), seen);
        assertEquals(1, server.counters().get(Counter.ACCEPTED));
    }

    @Test
    void throwingFilterRefusesTheMessage() {
        server = server(HandServer.options().withFilter((source, message, known) -> {
            throw new IllegalStateException("filter");
        }));
        drops(DropReason.FILTER_THREW, HandServer.peer(1), "x");
    }

    @Test
    void filterErrorRefusesTheMessageAndTheServerContinues() {
        server = server(HandServer.options().withFilter((source, message, known) -> {
            if (message.get(0) == 'x') {
                throw new StackOverflowError();
            }
            return true;
        }));
        drops(DropReason.FILTER_THREW, HandServer.peer(1), "x");
        server.message(1, "good", 0);
        assertEquals(List.of("good of 50001"), handled);
    }

    @Test
    void filterIsNotCalledForKeepAlives() {
        server = server(HandServer.options().withFilter((source, message, known) -> {
            assertTrue(message.hasRemaining());
            return true;
        }));
        server.message(1, "x", 0);
        server.message(1, "", 0);
        assertEquals(1, server.counters().get(Counter.KEEP_ALIVES));
    }

    @Test
    void keepAliveWithoutASessionOpensNone() {
        drops(DropReason.NO_SESSION, HandServer.peer(1), "");
        assertEquals(0, server.counters().get(Counter.OPENED));
        assertEquals(List.of(), server.socket.takeTexts());
    }

    @Test
    void sessionOverItsRateIsLimitedAndOthersAreNot() {
        server = server(limits -> limits.messagesPerSecond(10).burst(2));
        server.message(1, "1", 0);
        server.message(1, "2", 0);
        drops(DropReason.RATE_LIMITED, HandServer.peer(1), "3");
        server.message(2, "a", 0);
        server.message(1, "4", 100_000_000);
        assertEquals(List.of("1 of 50001", "2 of 50001", "a of 50002", "4 of 50001"), handled);
    }

    @Test
    void fullTableOfActivePeersRefusesNewOnes() {
        server = server(limits -> limits.sessions(1));
        returns(1, 0);
        drops(DropReason.TOO_MANY_SESSIONS, HandServer.peer(2), "x");
        server.message(1, "still here", 0);
        assertEquals("still here of 50001", handled.get(handled.size() - 1));
    }

    /** Validates peer {@code number}: it sends, is answered, and sends again. */
    private void returns(int number, long now) {
        server.message(number, "first", now);
        server.shard.commands().broadcast(ByteBuffer.wrap("pushed".getBytes()));
        server.settleAt(now);
        server.message(number, "again", now);
    }

    @Test
    void addressAtItsSessionLimitGetsNoSession() throws Exception {
        server = server(limits -> limits.sessionsPerAddress(2));
        server.message(1, "a", 0);
        server.message(2, "b", 0);
        drops(DropReason.TOO_MANY_FROM_ADDRESS, HandServer.peer(3), "c");
        server.socket.arrives(source("192.0.2.1", 5_000), "elsewhere");
        server.message(2, "d", 0);
        assertEquals(List.of("a of 50001", "b of 50002", "elsewhere of 5000", "d of 50002"), handled);
    }

    @Test
    void endedSessionMakesRoomForItsAddress() {
        server = server(limits -> limits.sessionsPerAddress(1));
        server.message(1, "a", 0);
        server.settleAt(
                server.reactor.now() + HandServer.options().idleTimeout().toNanos());
        server.message(2, "b", server.reactor.now());
        assertEquals(List.of("a of 50001", "b of 50002"), handled);
    }

    @Test
    void closeMakesRoomForTheNextDatagramOfItsAddress() {
        Session[] kept = {null};
        server = new HandServer(
                HandServer.options()
                        .withLimits(Limits.builder()
                                .sessionsPerAddress(1)
                                .sessions(1)
                                .build()),
                (session, message) -> kept[0] = session);
        server.message(1, "a", 0);
        server.socket.arrives(HandServer.peer(2), "b");
        kept[0].close();
        server.settle();
        assertEquals(0, server.counters().get(Counter.DROPPED));
        assertEquals(1, server.counters().get(Counter.LIVE));
    }

    @Test
    void fullMailboxRefusesMessagesWhileOthersAccept() {
        server = server(limits -> limits.mailboxMessages(2));
        server.socket.arrives(HandServer.peer(1), "1");
        server.socket.arrives(HandServer.peer(1), "2");
        server.socket.arrives(HandServer.peer(1), "3");
        server.socket.arrives(HandServer.peer(2), "a");
        server.settle();
        assertEquals(1, server.dropped(DropReason.MAILBOX_FULL));
        assertEquals(List.of("1 of 50001", "2 of 50001", "a of 50002"), handled);
        server.message(1, "4", 0);
        assertEquals("4 of 50001", handled.get(handled.size() - 1));
    }

    @Test
    void backlogFullByCountRefusesMessages() {
        server = server(limits -> limits.backlogMessages(2));
        server.socket.arrives(HandServer.peer(1), "1");
        server.socket.arrives(HandServer.peer(2), "2");
        server.socket.arrives(HandServer.peer(1), "3");
        server.socket.arrives(HandServer.peer(3), "4");
        server.reactor.settle();
        assertEquals(2, server.dropped(DropReason.BACKLOG_FULL));
        assertEquals(2, server.counters().get(Counter.OPENED));
        server.settle();
        server.message(3, "5", 0);
        assertEquals(List.of("1 of 50001", "2 of 50002", "5 of 50003"), handled);
    }

    @Test
    void backlogFullByBytesAcceptsOnlySmallerMessages() {
        server = server(limits -> limits.backlogBytes(10));
        server.socket.arrives(HandServer.peer(1), "123456");
        server.socket.arrives(HandServer.peer(1), "12345");
        server.socket.arrives(HandServer.peer(1), "1234");
        server.settle();
        assertEquals(1, server.dropped(DropReason.BACKLOG_FULL));
        assertEquals(List.of("123456 of 50001", "1234 of 50001"), handled);
    }

    @Test
    void drainingServerRefusesMessagesAndKeepAlives() {
        server.message(1, "before", 0);
        server.shard.drain();
        server.socket.arrives(HandServer.peer(1), "late");
        server.socket.arrives(HandServer.peer(1), "");
        server.socket.arrives(HandServer.peer(2), "late");
        server.settle();
        assertEquals(3, server.dropped(DropReason.DRAINING));
        assertEquals(List.of("before of 50001"), handled);
    }

    @Test
    void closeDuringHandOverIsCounted() {
        Session[] kept = {null};
        // The filter runs between look-up and hand-over, where another thread could close.
        server = new HandServer(
                HandServer.options().withFilter((source, message, known) -> {
                    if (message.get(0) == 'x') {
                        kept[0].close();
                    }
                    return true;
                }),
                (session, message) -> kept[0] = session);
        server.message(1, "open", 0);
        drops(DropReason.SESSION_CLOSING, HandServer.peer(1), "x");
        server.message(1, "anew", 0);
        assertEquals(
                List.of("open 1", "message 1 open", "close 1 CLOSED", "open 1", "message 1 anew"), server.takeEvents());
    }
}
