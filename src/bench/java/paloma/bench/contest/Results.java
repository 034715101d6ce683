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
    void add(Contestant entrant, int round, String metric, double value) {
        add(entrant, new Turn(round, 0), metric, value);
    }

    void add(Contestant entrant, Turn turn, String metric, double value) {
        values.computeIfAbsent(entrant, key -> new TreeMap<>())
                .computeIfAbsent(metric, key -> new TreeMap<>())
                .put(turn, value);
    }

    Samples of(Contestant entrant, String metric) {
        return new Samples(values.getOrDefault(entrant, Map.of()).getOrDefault(metric, Map.of()));
    }

    Set<String> metrics(Contestant entrant) {
        return values.getOrDefault(entrant, Map.of()).keySet();
    }

    /** Of those, the ones with that metric. */
    List<Contestant> having(List<Contestant> entrants, String metric) {
        return entrants.stream()
                .filter(entrant -> !of(entrant, metric).isEmpty())
                .toList();
    }

    /** So many sessions are not tried again with that contestant. */
    void tooMany(Contestant entrant, long sessions) {
        tooMany.put(entrant, sessions);
    }

    boolean worthTrying(Contestant entrant, int sessions) {
        return sessions < tooMany.getOrDefault(entrant, Long.MAX_VALUE);
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
