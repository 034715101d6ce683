package paloma.load.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.util.List;
import org.junit.jupiter.api.Test;
import paloma.house.Timeouts;
import paloma.load.plan.Phase;

class OverflowTableTest {
    private static final int ANN = 0;
    private static final int BOB = 1;

    private final OverflowTable table = new OverflowTable();

    /** An entry of {@link MessageTable} for a message due at {@code time}. */
    private static long at(long time) {
        MessageTable messages = new MessageTable(1, 1);
        messages.put(0, 0, time, Phase.COUNTING);
        return messages.entry(0, 0);
    }

    private List<Integer> numbersUntil(int client, long time) {
        return table.until(client, time).stream()
                .map(OverflowTable.Overflow::number)
                .toList();
    }

    @Test
    void aMessageIsFoundUntilItIsRemoved() {
        table.add(ANN, 5, at(50));
        assertEquals(at(50), table.get(ANN, 5).entry());
        assertNull(table.get(ANN, 6));
        assertNull(table.get(BOB, 5));
        table.remove(table.get(ANN, 5));
        assertNull(table.get(ANN, 5));
        assertEquals(List.of(), table.until(ANN, 100));
    }

    @Test
    void messagesDueUntilATimeAreListedByClientOldestFirst() {
        table.add(ANN, 1, at(10));
        table.add(BOB, 1, at(11));
        table.add(ANN, 2, at(20));
        table.add(ANN, 4, at(40));
        assertEquals(List.of(), numbersUntil(ANN, 9));
        assertEquals(List.of(1, 2), numbersUntil(ANN, 20));
        assertEquals(List.of(1), numbersUntil(BOB, 100));
        table.remove(table.get(ANN, 1));
        assertEquals(List.of(2, 4), numbersUntil(ANN, 40));
    }

    /** After a stall the table can hold all messages that were sent; a scan of all for each client took minutes. */
    @Test
    void aSweepOfManyClientsReadsEachMessageOnce() {
        int clients = 50_000;
        int each = 20;
        OverflowTable many = new OverflowTable();
        for (int number = 0; number < each; number++) {
            for (int client = 0; client < clients; client++) {
                many.add(client, number, at(number));
            }
        }
        int found = assertTimeoutPreemptively(Timeouts.LIMIT, () -> {
            int sum = 0;
            for (int client = 0; client < clients; client++) {
                sum += many.until(client, each).size();
            }
            return sum;
        });
        assertEquals(clients * each, found);
    }
}
