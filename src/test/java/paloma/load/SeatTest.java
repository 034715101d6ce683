package paloma.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeatTest {
    /** One that waits for nothing and hears something all the same, must read it. */
    @ParameterizedTest
    @CsvSource({"5,5", "1,1", "0,1"})
    void asManyAnswersAreReadInATurnAsTheClientWaitsForAndOneAtLeast(int waiting, int read) {
        Seat.Rows rows = new Seat.Rows() {
            @Override
            public void heard(int client, ByteBuffer datagram, long turn) {}

            @Override
            public int expected(int client) {
                return client == 3 ? waiting : 100;
            }

            @Override
            public void unreachable() {}

            @Override
            public void turn() {}

            @Override
            public long deadline() {
                return Rhythm.NEVER;
            }

            @Override
            public void closed(Throwable cause) {}
        };
        assertEquals(read, new Seat(rows, null, null, 3).mostExpected());
    }
}
