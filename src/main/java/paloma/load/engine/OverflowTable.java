package paloma.load.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * <em>Reactor-owned.</em> Pending messages whose entries in {@link MessageTable} were overwritten. Usually few: a pending
 * message occupies a place in its client's window, and a scheduled one expires in time. After a stall of the generator they
 * can be all messages that were sent.
 */
final class OverflowTable {
    /** <em>Immutable.</em> A message and its {@link MessageTable#entry}. */
    record Overflow(int client, int number, long entry) {}

    // Messages by client; every sweep reads all of them.
    private final int[] sizeByClient;
    // The messages of each client by number, that is in the order of their due times.
    private final Map<Integer, NavigableMap<Integer, Overflow>> entries = new HashMap<>();

    OverflowTable(int clients) {
        sizeByClient = new int[clients];
    }

    void add(int client, int number, long entry) {
        entries.computeIfAbsent(client, first -> new TreeMap<>()).put(number, new Overflow(client, number, entry));
        sizeByClient[client]++;
    }

    /** The message, or null. */
    Overflow get(int client, int number) {
        return sizeByClient[client] == 0 ? null : entries.get(client).get(number);
    }

    void remove(Overflow message) {
        int client = message.client();
        entries.get(client).remove(message.number());
        if (--sizeByClient[client] == 0) {
            entries.remove(client);
        }
    }

    /** The client's messages due at {@code time} or earlier, oldest first. */
    List<Overflow> until(int client, long time) {
        if (sizeByClient[client] == 0) {
            return List.of();
        }
        List<Overflow> found = new ArrayList<>();
        for (Overflow message : entries.get(client).values()) {
            if (MessageTable.time(message.entry()) > time) {
                break;
            }
            found.add(message);
        }
        return found;
    }
}
