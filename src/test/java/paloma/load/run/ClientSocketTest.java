package paloma.load.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import paloma.lifecycle.Deadline;

class ClientSocketTest {
    private static final int CLIENT = 3;

    private int expected;

    private final ClientSocket socket = new ClientSocket(
            new ClientSocket.SocketListener() {
                @Override
                public void onDatagram(int client, ByteBuffer datagram, long turn) {
                    expected = Math.max(0, expected - 1);
                }

                @Override
                public int expected(int client) {
                    assertEquals(CLIENT, client);
                    return expected;
                }

                @Override
                public void onUnreachable() {}

                @Override
                public void onTurn() {}

                @Override
                public long deadline() {
                    return Deadline.NEVER;
                }

                @Override
                public void onClosed(Throwable cause) {}
            },
            null,
            null,
            CLIENT);

    private void receive() {
        socket.onDatagram(null, ByteBuffer.allocate(0), 0);
    }

    @Test
    void aTurnReadsAtMostTheExpectedAnswers() {
        expected = 5;
        assertEquals(5, socket.maxPending());
        receive();
        assertEquals(4, socket.maxPending());
    }

    @Test
    void eachAnswerIsProcessedBeforeTheNextIsRead() {
        expected = 5;
        assertEquals(1, socket.maxBatch());
    }

    @Test
    void withoutExpectedAnswersATurnReadsOneDatagram() {
        assertEquals(1, socket.maxPending());
    }

    @Test
    void anUnexpectedAnswerLiftsTheLimitOnce() {
        expected = 1;
        receive();
        assertEquals(1, socket.maxPending());
        receive();
        assertEquals(Integer.MAX_VALUE, socket.maxPending());
        assertEquals(1, socket.maxPending());
    }
}
