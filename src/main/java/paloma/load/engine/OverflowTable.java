package paloma.load.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * <em>Reactor-owned.</em> Messages whose turn is not over although so many others of the same client have had theirs
 * since that {@link MessageTable} needs the place. Few, unless the generator has stalled: a message keeps a place in its client's
 * window, and on a schedule it is given up in time. Then they may be as many as all clients together have sent.
 */
final class OverflowTable {
    /** <em>Immutable.</em> One message, with what {@link MessageTable#entry} said of it. */
    record Overflow(int client, int number, long entry) {}

    // By client: read for every client every few milliseconds.
    private final int[] ofClient;
    // The messages of a client by number, which is the order in which they were due.
    private final Map<Integer, NavigableMap<Integer, Overflow>> entries = new HashMap<>();

    OverflowTable(int clients) {
        ofClient = new int[clients];
    }

    void add(int client, int number, long entry) {
        entries.computeIfAbsent(client, first -> new TreeMap<>()).put(number, new Overflow(client, number, entry));
        ofClient[client]++;
    }

    /** The message of that number, or null. */
    Overflow get(int client, int number) {
        return ofClient[client] == 0 ? null : entries.get(client).get(number);
    }

    void remove(Overflow straggler) {
        int client = straggler.client();
        entries.get(client).remove(straggler.number());
        if (--ofClient[client] == 0) {
            entries.remove(client);
        }
    }

    /** The client's messages due at {@code time} or earlier, oldest first. */
    List<Overflow> until(int client, long time) {
        if (ofClient[client] == 0) {
            return List.of();
        }
        List<Overflow> found = new ArrayList<>();
        for (Overflow each : entries.get(client).values()) {
            if (MessageTable.time(each.entry()) > time) {
                break;
            }
            found.add(each);
        }
        return found;
    }
}
