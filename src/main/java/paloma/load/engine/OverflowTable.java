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

    // The messages of each client that has any, by number: in the order of their due times.
    private final Map<Integer, NavigableMap<Integer, Overflow>> entries = new HashMap<>();

    void add(int client, int number, long entry) {
        entries.computeIfAbsent(client, first -> new TreeMap<>()).put(number, new Overflow(client, number, entry));
    }

    /** The message, or null. */
    Overflow get(int client, int number) {
        return entries.containsKey(client) ? entries.get(client).get(number) : null;
    }

    void remove(Overflow message) {
        int client = message.client();
        NavigableMap<Integer, Overflow> overflowed = entries.get(client);
        overflowed.remove(message.number());
        if (overflowed.isEmpty()) {
            entries.remove(client);
        }
    }

    /** The client's messages due at {@code time} or earlier, oldest first. */
    List<Overflow> until(int client, long time) {
        if (!entries.containsKey(client)) {
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
