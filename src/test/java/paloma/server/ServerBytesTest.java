package paloma.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.Counter;
import paloma.Counters;
import paloma.DropReason;
import paloma.Handler;
import paloma.Limits;
import paloma.Session;

class ServerBytesTest {
    private static final Handler ECHO = (session, message) -> session.send(message);

    private static ServerOptions options(int workers) {
        return ServerOptions.on(0)
                .withWorkers(workers)
                .withLimits(Limits.builder().amplification(0).build());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void everyByteValueIsEchoed(int workers) {
        try (AccountedServer accounted = AccountedServer.open(options(workers), ECHO)) {
            Peer peer = accounted.peer();
            for (int value = 0; value < 256; value++) {
                byte[] one = {(byte) value};
                peer.send(one);
                assertArrayEquals(one, peer.receiveBytes());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 1_200, 1_472, 1_473, 9_000, 65_506, 65_507})
    void messageOfAnyLengthIsEchoedWhole(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        try (AccountedServer accounted = AccountedServer.open(options(2), ECHO)) {
            Peer peer = accounted.peer();
            peer.send(bytes);
            assertArrayEquals(bytes, peer.receiveBytes());
            assertEquals("next", peer.request("next"));
        }
    }

    @Test
    void emptyDatagramIsNoMessageAndHasNoAnswer() {
        try (AccountedServer accounted = AccountedServer.open(options(2), ECHO)) {
            Peer peer = accounted.peer();
            peer.send(new byte[0]);
            assertEquals("first answer", peer.request("first answer"));
            peer.send(new byte[0]);
            assertEquals("second answer", peer.request("second answer"));
            assertEquals(1, accounted.counters().dropped().get(DropReason.NO_SESSION));
            assertEquals(1, accounted.counters().get(Counter.KEEP_ALIVES));
        }
    }

    @Test
    void emptyAnswerIsSent() {
        try (AccountedServer accounted = AccountedServer.open(
                options(2), (session, message) -> assertTrue(session.send(ByteBuffer.allocate(0))))) {
            Peer peer = accounted.peer();
            peer.send("hello");
            assertEquals(0, peer.receiveBytes().length);
        }
    }

    @Test
    void handlerMayKeepAndModifyTheMessage() {
        try (AccountedServer accounted = AccountedServer.open(options(0), new KeepFirst())) {
            Peer peer = accounted.peer();
            assertEquals("one!", peer.request("one?"));
            assertEquals("one!", peer.request("two?"));
        }
    }

    private static final class KeepFirst implements Handler {
        private ByteBuffer kept;

        @Override
        public void onMessage(Session session, ByteBuffer message) {
            if (kept == null) {
                message.put(3, (byte) '!');
                kept = message;
            }
            session.send(kept.duplicate());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void bytesAreThoseThatPeersSentAndHandlersReturnedFrom(int workers) {
        Limits small = Limits.builder().receiveBytes(9_000).amplification(0).build();
        Handler handler = (session, message) -> {
            session.send(message);
            if (message.limit() == 30) {
                throw new IllegalStateException("not handled");
            }
            session.push("further");
        };
        AccountedServer accounted =
                AccountedServer.open(ServerOptions.on(0).withWorkers(workers).withLimits(small), handler);
        try (accounted) {
            Peer peer = accounted.peer();
            for (int length : new int[] {1, 9_000}) {
                peer.send(new byte[length]);
                assertEquals(length, peer.receiveBytes().length);
                assertEquals("further", peer.receive());
            }
            // A keep-alive, a dropped datagram, and a message that is not handled.
            peer.send(new byte[0]);
            peer.send(new byte[9_001]);
            peer.send(new byte[30]);
            assertEquals(30, peer.receiveBytes().length);
        }
        Counters counters = accounted.counters();
        assertEquals(1 + 9_000 + 9_001 + 30, counters.get(Counter.BYTES_RECEIVED));
        assertEquals(1 + 9_000, counters.get(Counter.BYTES_HANDLED));
        assertEquals(1 + 9_000 + 2 * "further".length() + 30, counters.get(Counter.BYTES_SENT));
    }

    @Test
    void oversizeMessageIsDroppedAndNotCut() {
        Limits small = Limits.builder().receiveBytes(100).amplification(0).build();
        try (AccountedServer accounted = AccountedServer.open(options(2).withLimits(small), ECHO)) {
            Peer peer = accounted.peer();
            peer.send(new byte[101]);
            peer.send(new byte[65_507]);
            assertEquals("fits", peer.request("fits"));
            assertEquals(2, accounted.counters().dropped().get(DropReason.OVERSIZE));
        }
    }

    @Test
    void textHandlerReplacesMalformedUtf8() {
        try (AccountedServer accounted =
                AccountedServer.open(options(2), Handler.ofText((session, text) -> session.send("<" + text + ">")))) {
            Peer peer = accounted.peer();
            assertEquals("<señor>", peer.request("señor"));
            peer.send(new byte[] {'a', (byte) 0xff, 'b'});
            assertEquals("<a\uFFFDb>", peer.receive());
        }
    }
}
