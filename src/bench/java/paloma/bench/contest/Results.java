package paloma.bench.contest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The figures by contestant, metric and turn; notes and errors. */
final class Results {
    private final Map<Contestant, Map<String, Map<Turn, Double>>> values = new LinkedHashMap<>();
    private final Map<Contestant, Long> overloads = new LinkedHashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final List<String> errors = new ArrayList<>();

    /** Adds a figure that is measured once in a round. */
    void add(Contestant contestant, int round, String metric, double value) {
        add(contestant, new Turn(round, 0), metric, value);
    }

    void add(Contestant contestant, Turn turn, String metric, double value) {
        values.computeIfAbsent(contestant, key -> new TreeMap<>())
                .computeIfAbsent(metric, key -> new TreeMap<>())
                .put(turn, value);
    }

    Samples of(Contestant contestant, String metric) {
        return new Samples(values.getOrDefault(contestant, Map.of()).getOrDefault(metric, Map.of()));
    }

    Set<String> metrics(Contestant contestant) {
        return values.getOrDefault(contestant, Map.of()).keySet();
    }

    /** The contestants that have that metric. */
    List<Contestant> having(List<Contestant> contestants, String metric) {
        return contestants.stream()
                .filter(contestant -> !of(contestant, metric).isEmpty())
                .toList();
    }

    /** Records that a contestant did not hold that many sessions. */
    void addOverload(Contestant contestant, long sessions) {
        overloads.put(contestant, sessions);
    }

    boolean isBelowOverload(Contestant contestant, int sessions) {
        return sessions < overloads.getOrDefault(contestant, Long.MAX_VALUE);
    }

    /** Adds a note for the page, once. */
    void note(String text) {
        if (notes.add(text)) {
            System.err.println("bench: " + text);
        }
    }

    /** Adds an error, such as a wrong answer; the bench then exits with status 1. */
    void addError(String text) {
        errors.add(text);
        note(text);
    }

    Set<String> notes() {
        return notes;
    }

    List<String> errors() {
        return errors;
    }
}
