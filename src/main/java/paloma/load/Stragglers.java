package paloma.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * <em>Reactor-owned.</em> Messages whose turn is not over although so many others of the same client have had theirs
 * since that {@link Memory} needs the place. They are few, because each keeps a place in its client's window.
 */
final class Stragglers {
    /** <em>Immutable.</em> One message, with what {@link Memory#entry} said of it. */
    record Straggler(int client, int number, long entry) {}

    private final int[] ofClient;
    private final Map<Long, Straggler> stragglers = new HashMap<>();

    Stragglers(int clients) {
        ofClient = new int[clients];
    }

    void add(int client, int number, long entry) {
        stragglers.put(key(client, number), new Straggler(client, number, entry));
        ofClient[client]++;
    }

    /** The message of that number, or null when it is none of these. */
    Straggler get(int client, int number) {
        return ofClient[client] == 0 ? null : stragglers.get(key(client, number));
    }

    void remove(Straggler straggler) {
        stragglers.remove(key(straggler.client(), straggler.number()));
        ofClient[straggler.client()]--;
    }

    /** The client's messages that were to leave at {@code time} or earlier. */
    List<Straggler> until(int client, long time) {
        if (ofClient[client] == 0) {
            return List.of();
        }
        List<Straggler> found = new ArrayList<>();
        for (Straggler each : stragglers.values()) {
            if (each.client() == client && Memory.time(each.entry()) <= time) {
                found.add(each);
            }
        }
        return found;
    }

    private static long key(int client, int number) {
        return (long) client << Integer.SIZE | number;
    }
}
