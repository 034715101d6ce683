package paloma;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * <em>Immutable.</em> The counters of a server at one moment. {@link #balanced()} checks the counter invariants, one for
 * each {@link Counter.Line}:
 *
 * <pre>{@code
 * received  = carried + keepAlives + Σ dropped
 * accepted  = handled + Σ failed + running + waiting
 * sends     = sent + Σ unsent + sending + queued
 * opened    = live + Σ closed
 * }</pre>
 *
 * <p>A datagram carries one message: carried equals accepted.
 *
 * <p>The invariants and the bytes are exact at rest and after close. A snapshot under load reads outcomes before
 * sources, so that the outcomes of a line never exceed its source.
 *
 * @param values every counter; those with reasons are their totals
 * @param dropped {@link Counter#DROPPED} by reason; every reason is a key
 * @param failed {@link Counter#FAILED} by reason; every reason is a key
 * @param unsent {@link Counter#UNSENT} by reason; every reason is a key
 * @param closed {@link Counter#CLOSED} by reason; every reason is a key
 */
public record Counters(
        Map<Counter, Long> values,
        Map<DropReason, Long> dropped,
        Map<FailReason, Long> failed,
        Map<UnsentReason, Long> unsent,
        Map<CloseReason, Long> closed) {

    private static final Set<Counter> IN_PROGRESS =
            Set.of(Counter.RUNNING, Counter.WAITING, Counter.SENDING, Counter.QUEUED);

    /** Copies the maps, adds 0 for missing counters and reasons, and computes the totals of those with reasons. */
    public Counters {
        dropped = complete(DropReason.class, dropped);
        failed = complete(FailReason.class, failed);
        unsent = complete(UnsentReason.class, unsent);
        closed = complete(CloseReason.class, closed);
        Map<Counter, Long> totals = new EnumMap<>(Counter.class);
        totals.putAll(values);
        totals.put(Counter.DROPPED, sum(dropped));
        totals.put(Counter.FAILED, sum(failed));
        totals.put(Counter.UNSENT, sum(unsent));
        totals.put(Counter.CLOSED, sum(closed));
        values = complete(Counter.class, totals);
    }

    /** The value of {@code counter}; the total of a counter with reasons. */
    public long get(Counter counter) {
        return values.get(counter);
    }

    /** The value of {@code counter} for each of its {@link Counter#reasons}; empty for a counter without reasons. */
    public Map<? extends Enum<?>, Long> byReason(Counter counter) {
        return switch (counter) {
            case DROPPED -> dropped;
            case FAILED -> failed;
            case UNSENT -> unsent;
            case CLOSED -> closed;
            default -> Map.of();
        };
    }

    /** The source of {@code line} minus its outcomes: 0 when the line balances, positive while an outcome is missing. */
    public long difference(Counter.Line line) {
        long difference = get(line.source());
        for (Counter outcome : line.outcomes()) {
            difference -= get(outcome);
        }
        return difference;
    }

    /** Whether all four invariants hold exactly. */
    public boolean balanced() {
        for (Counter.Line line : Counter.Line.values()) {
            if (difference(line) != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether nothing is in progress: no handler runs, no message waits, no send is in progress or queued.
     * True once a server is closed, unless a handler outlived it; a gauge that stays above 0 reveals an event
     * without a counted outcome.
     */
    public boolean atRest() {
        for (Counter counter : IN_PROGRESS) {
            if (get(counter) != 0) {
                return false;
            }
        }
        return true;
    }

    private static long sum(Map<?, Long> counts) {
        long sum = 0;
        for (long count : counts.values()) {
            sum += count;
        }
        return sum;
    }

    private static <K extends Enum<K>> Map<K, Long> complete(Class<K> keys, Map<K, Long> counts) {
        Map<K, Long> complete = new EnumMap<>(keys);
        for (K key : keys.getEnumConstants()) {
            complete.put(key, counts.getOrDefault(key, 0L));
        }
        return Collections.unmodifiableMap(complete);
    }
}
