package paloma.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * <em>Reactor-owned.</em> Sessions per host. Uses many maps, because a map that grows copies itself: no datagram pays
 * for more than a small part of all hosts.
 */
final class HostCounts {
    private static final int MAPS = 256;

    private final List<Map<Long, Integer>> maps = new ArrayList<>();

    HostCounts() {
        for (int i = 0; i < MAPS; i++) {
            maps.add(new HashMap<>());
        }
    }

    /** The sessions of {@code host}, an {@link AddressHash#hostHash}. */
    int count(long host) {
        return mapOf(host).getOrDefault(host, 0);
    }

    /** Adds one session of {@code host}. */
    void add(long host) {
        mapOf(host).merge(host, 1, Integer::sum);
    }

    /** Removes one session of {@code host}. */
    void remove(long host) {
        mapOf(host).computeIfPresent(host, (same, n) -> n == 1 ? null : n - 1);
    }

    private Map<Long, Integer> mapOf(long host) {
        return maps.get((int) host & MAPS - 1);
    }
}
