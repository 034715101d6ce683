package paloma.load.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import paloma.lifecycle.Deadline;

class ClientSocketTest {
    private static final int CLIENT = 3;

    private int waiting;

    private final ClientSocket seat = new ClientSocket(
            new ClientSocket.SocketListener() {
                @Override
                public void onDatagram(int client, ByteBuffer datagram, long turn) {
                    waiting = Math.max(0, waiting - 1);
                }

                @Override
                public int expected(int client) {
                    assertEquals(CLIENT, client);
                    return waiting;
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

    private void hears() {
        seat.onDatagram(null, ByteBuffer.allocate(0), 0);
    }

    @Test
    void asManyAnswersAreReadInATurnAsTheClientWaitsFor() {
        waiting = 5;
        assertEquals(5, seat.maxPending());
        hears();
        assertEquals(4, seat.maxPending());
    }

    @Test
    void eachAnswerIsHeardBeforeTheNextIsReceived() {
        waiting = 5;
        assertEquals(1, seat.maxBatch());
    }

    @Test
    void oneThatWaitsForNothingReadsWhatItHearsAllTheSame() {
        assertEquals(1, seat.maxPending());
    }

    @Test
    void behindOneThatWasNotWaitedForThereMayBeAnyNumber() {
        waiting = 1;
        hears();
        assertEquals(1, seat.maxPending());
        hears();
        assertEquals(Integer.MAX_VALUE, seat.maxPending());
        assertEquals(1, seat.maxPending());
    }
}
