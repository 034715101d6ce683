package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import paloma.Counter;
import paloma.Counters;
import paloma.Limits;
import paloma.Session;

/** For any datagrams in any order the counter invariants hold after each step and agree with the socket's. */
@Tag("instrumented")
class ServerFuzz {
    private static final int MAX_STEPS = 200;
    private static final int LONGEST_MESSAGE = 80;
    /** More than the idle timeout: nine minutes. */
    private static final int LONGEST_PAUSE_BITS = 39;

    private static final Limits TIGHT = Limits.builder()
            .sessions(4)
            .mailboxMessages(3)
            .backlogMessages(8)
            .outboxDatagrams(4)
            .receiveBytes(64)
            .messagesPerSecond(5)
            .build();

    /** The first byte of a message selects the handler's action. */
    private static void answer(Session session, ByteBuffer message) {
        switch (message.hasRemaining() ? message.get(message.position()) : 0) {
            case 'c' -> session.close();
            case 't' -> throw new IllegalStateException("asked for");
            case 'n' -> {}
            default -> session.send(message);
        }
    }

    private static InetSocketAddress source(FuzzedDataProvider data) throws UnknownHostException {
        byte[] address = data.consumeBoolean() ? new byte[] {127, 0, 0, 1} : new byte[16];
        byte[] chosen = data.consumeBytes(2);
        System.arraycopy(chosen, 0, address, address.length - chosen.length, chosen.length);
        int port = data.consumeBoolean() ? data.consumeInt(50_000, 50_007) : data.consumeInt(0, 65_535);
        return new InetSocketAddress(InetAddress.getByAddress(address), port);
    }

    /** Mostly a short one, so that an input contains many. */
    private static byte[] message(FuzzedDataProvider data) {
        return data.consumeBytes(
                data.consumeInt(0, 7) > 0 ? data.consumeInt(0, 3) : data.consumeInt(0, LONGEST_MESSAGE));
    }

    private static void assertBounded(Counters counters) {
        assertTrue(counters.get(Counter.LIVE) <= TIGHT.sessions(), counters::toString);
        assertTrue(counters.get(Counter.WAITING) <= TIGHT.backlogMessages(), counters::toString);
        assertTrue(counters.get(Counter.QUEUED) <= TIGHT.outboxDatagrams(), counters::toString);
    }

    @FuzzTest
    void countersBalanceForAnyInput(FuzzedDataProvider data) throws UnknownHostException {
        HandServer server = new HandServer(
                ServerOptions.on(8080).withWorkers(data.consumeInt(0, 1)).withLimits(TIGHT), ServerFuzz::answer);
        long arrived = 0;
        for (int i = 0; i < MAX_STEPS && data.remainingBytes() > 0; i++) {
            switch (data.consumeInt(0, 7)) {
                case 0 -> server.settleAt(server.reactor.now() + (1L << data.consumeInt(0, LONGEST_PAUSE_BITS)));
                case 1 -> server.socket.hasRoomFor(data.consumeInt(0, 5));
                case 2 -> server.shard.commands().broadcast(ByteBuffer.wrap(message(data)));
                case 3 -> server.reactor.turn();
                default -> {
                    server.socket.arrives(source(data), message(data));
                    arrived++;
                }
            }
            assertBounded(server.counters());
        }
        server.socket.hasRoomFor(Long.MAX_VALUE);
        server.settle();
        server.close();
        Counters counters = server.counters();
        assertEquals(arrived, counters.get(Counter.RECEIVED));
        assertEquals(server.socket.takeSent().size(), counters.get(Counter.SENT));
        assertEquals(0, counters.get(Counter.WAITING) + counters.get(Counter.RUNNING) + counters.get(Counter.QUEUED));
    }
}
