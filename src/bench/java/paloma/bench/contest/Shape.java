package paloma.bench.contest;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** <em>Immutable.</em> The shape of the load. */
enum Shape {
    EIGHT("8x1", "8 × 1", 8, 1),
    WINDOWS("64x8", "64 × 8", 64, 8),
    THOUSAND("1000x1", "1,000 × 1", 1_000, 1),
    /** A constant rate, the same in every run. */
    PACED("paced", "a fixed rate", 64, 0),
    /** A constant rate, half of the saturation of the slowest pool. */
    HALF("half", "half of the slowest pool's saturation", 64, 0),
    /** Any number of peers on one socket. */
    SESSIONS("sessions", "many sessions", 0, 256);

    /** Closed loop: a client sends its next message after an answer. */
    static final List<Shape> CLOSED = List.of(EIGHT, WINDOWS, THOUSAND);

    final String key;
    final String title;
    final int clients;
    /** Messages in flight: per client, or of all sessions in {@link #SESSIONS}; 0 in an open loop. */
    final int window;

    Shape(String key, String title, int clients, int window) {
        this.key = key;
        this.title = title;
        this.clients = clients;
        this.window = window;
    }

    String metric(String name) {
        return key + "." + name;
    }

    static List<Shape> named(String keys) {
        return Arrays.stream(keys.split(",")).map(Shape::of).toList();
    }

    private static Shape of(String key) {
        return Arrays.stream(values())
                .filter(shape -> shape.key.equals(key.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("shape is " + key + "; it must be one of "
                        + Arrays.stream(values()).map(shape -> shape.key).collect(Collectors.joining(", "))));
    }
}
