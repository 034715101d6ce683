package paloma;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * <em>Immutable.</em> State and numbers of a server at one moment, for metrics, probes and reports.
 *
 * @param version of Paloma, for example {@code 0.2.0}
 * @param state whether the server accepts messages
 * @param transport the system calls in use, {@link TransportChoice#CHANNEL} or {@link TransportChoice#BATCH}
 * @param uptime since the server was opened, on the monotonic clock
 * @param counters the counters
 * @param values the other numbers; one that the system does not report is no key
 */
public record ServerStatus(
        String version,
        State state,
        TransportChoice transport,
        Duration uptime,
        Counters counters,
        Map<ServerMetric, Long> values) {
    /** <em>Immutable.</em> The phases of a server, in their order. */
    public enum State {
        /** It accepts messages. */
        SERVING,
        /** It handles what it accepted, and closes its sessions. */
        DRAINING,
        /** Its socket is closed. */
        CLOSED
    }

    /** Copies the map. */
    public ServerStatus {
        Map<ServerMetric, Long> copy = new EnumMap<>(ServerMetric.class);
        copy.putAll(values);
        values = Collections.unmodifiableMap(copy);
    }

    /** The value of {@code metric}; empty where the system does not report it. */
    public OptionalLong get(ServerMetric metric) {
        Long value = values.get(metric);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
