package paloma.load.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.util.List;
import org.junit.jupiter.api.Test;
import paloma.house.Patience;
import paloma.load.plan.Phase;

class OverflowTableTest {
    private static final int ANN = 0;
    private static final int BOB = 1;

    private final OverflowTable stragglers = new OverflowTable(2);

    /** An entry of {@link MessageTable} for a message that was to leave at {@code time}. */
    private static long at(long time) {
        MessageTable memory = new MessageTable(1, 1);
        memory.begin(0, 0, time, Phase.COUNTING);
        return memory.entry(0, 0);
    }

    private List<Integer> numbersUntil(int client, long time) {
        return stragglers.until(client, time).stream()
                .map(OverflowTable.Overflow::number)
                .toList();
    }

    @Test
    void aMessageIsFoundUntilItIsRemoved() {
        stragglers.add(ANN, 5, at(50));
        assertEquals(at(50), stragglers.get(ANN, 5).entry());
        assertNull(stragglers.get(ANN, 6));
        assertNull(stragglers.get(BOB, 5));
        stragglers.remove(stragglers.get(ANN, 5));
        assertNull(stragglers.get(ANN, 5));
        assertEquals(List.of(), stragglers.until(ANN, 100));
    }

    @Test
    void eachClientsMessagesOfATimeOrEarlierAreToldTheOldestFirst() {
        stragglers.add(ANN, 1, at(10));
        stragglers.add(BOB, 1, at(11));
        stragglers.add(ANN, 2, at(20));
        stragglers.add(ANN, 4, at(40));
        assertEquals(List.of(), numbersUntil(ANN, 9));
        assertEquals(List.of(1, 2), numbersUntil(ANN, 20));
        assertEquals(List.of(1), numbersUntil(BOB, 100));
        stragglers.remove(stragglers.get(ANN, 1));
        assertEquals(List.of(2, 4), numbersUntil(ANN, 40));
    }

    /** After a stall there are as many of them as messages were sent; to look at all for each client took minutes. */
    @Test
    void manyOfManyClientsAreLookedThroughOnce() {
        int clients = 50_000;
        int each = 20;
        OverflowTable many = new OverflowTable(clients);
        for (int number = 0; number < each; number++) {
            for (int client = 0; client < clients; client++) {
                many.add(client, number, at(number));
            }
        }
        int found = assertTimeoutPreemptively(Patience.LIMIT, () -> {
            int sum = 0;
            for (int client = 0; client < clients; client++) {
                sum += many.until(client, each).size();
            }
            return sum;
        });
        assertEquals(clients * each, found);
    }
}
