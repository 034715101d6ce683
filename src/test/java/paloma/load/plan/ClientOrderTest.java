package paloma.load.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientOrderTest {
    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "7,3", "100,1", "1000,7", "15000,2"})
    void eachMessageHasOneSenderAndAllClientsAnEqualNumber(int clients, int processes) {
        Plan plan = Plans.of(clients, 1);
        Set<Long> messages = new HashSet<>();
        for (int part = 0; part < processes; part++) {
            ClientRange range = plan.range(part, processes);
            ClientOrder order = new ClientOrder(clients, range);
            int[] turns = new int[range.count()];
            long last = -1;
            for (long n = 0; n < 3L * order.size(); n++) {
                assertTrue(order.message(n) > last, "in order");
                last = order.message(n);
                assertTrue(messages.add(last), "message " + last + " twice");
                turns[order.client(n)]++;
            }
            for (int count : turns) {
                assertEquals(3, count);
            }
        }
        assertEquals(3L * clients, messages.size());
        assertTrue(messages.stream().allMatch(message -> message < 3L * clients));
    }

    @Test
    void clientsOfAProcessSendInTheOrderOfTheirSockets() {
        ClientOrder half = new ClientOrder(10, new ClientRange(5, 5));
        for (int n = 0; n < 12; n++) {
            assertEquals(n % 5, half.client(n));
        }
    }

    @Test
    void noProcessSendsBursts() {
        ClientOrder half = new ClientOrder(1_000, new ClientRange(0, 500));
        for (long n = 1; n < 1_000; n++) {
            assertTrue(half.message(n) - half.message(n - 1) <= 4, "a gap before " + half.message(n));
        }
    }
}
