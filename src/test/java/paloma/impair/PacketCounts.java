package paloma.impair;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** <em>Any thread.</em> The counts of one direction, all clients together. */
final class PacketCounts {
    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);

    PacketCounts() {
        for (Count count : Count.values()) {
            counts.put(count, new LongAdder());
        }
    }

    void add(Count count) {
        counts.get(count).increment();
    }

    long of(Count count) {
        return counts.get(count).sum();
    }

    /** Packets that are neither passed nor lost. */
    long waiting() {
        long waiting = 0;
        for (Count count : Count.values()) {
            waiting += count.sign() * of(count);
        }
        return waiting;
    }
}
