package paloma.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * <em>Reactor-owned.</em> How many sessions each host has. In many maps, because one that grows copies itself: so no datagram
 * pays for more than a small part of all hosts.
 */
final class HostCounts {
    private static final int MAPS = 256;

    private final List<Map<Long, Integer>> maps = new ArrayList<>();

    HostCounts() {
        for (int i = 0; i < MAPS; i++) {
            maps.add(new HashMap<>());
        }
    }

    /** The sessions of {@code host}, which is {@link AddressHash#hostHash} of its address. */
    int count(long host) {
        return mapOf(host).getOrDefault(host, 0);
    }

    /** One more session of {@code host}. */
    void add(long host) {
        mapOf(host).merge(host, 1, Integer::sum);
    }

    /** One less. */
    void remove(long host) {
        mapOf(host).computeIfPresent(host, (same, n) -> n == 1 ? null : n - 1);
    }

    private Map<Long, Integer> mapOf(long host) {
        return maps.get((int) host & MAPS - 1);
    }
}
