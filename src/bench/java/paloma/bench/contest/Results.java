package paloma.bench.contest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What was measured, by contestant, metric and turn; and what went wrong. */
final class Results {
    private final Map<Contestant, Map<String, Map<Turn, Double>>> values = new LinkedHashMap<>();
    private final Map<Contestant, Long> tooMany = new LinkedHashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final List<String> complaints = new ArrayList<>();

    /** A number that a round yields once. */
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

    /** Of those, the ones with that metric. */
    List<Contestant> having(List<Contestant> contestants, String metric) {
        return contestants.stream()
                .filter(contestant -> !of(contestant, metric).isEmpty())
                .toList();
    }

    /** So many sessions are not tried again with that contestant. */
    void tooMany(Contestant contestant, long sessions) {
        tooMany.put(contestant, sessions);
    }

    boolean worthTrying(Contestant contestant, int sessions) {
        return sessions < tooMany.getOrDefault(contestant, Long.MAX_VALUE);
    }

    /** What the reader of the tables has to know. */
    void note(String text) {
        if (notes.add(text)) {
            System.err.println("bench: " + text);
        }
    }

    /** What must not be: a wrong answer, a count that does not fit. */
    void complain(String text) {
        complaints.add(text);
        note(text);
    }

    Set<String> notes() {
        return notes;
    }

    List<String> complaints() {
        return complaints;
    }
}
