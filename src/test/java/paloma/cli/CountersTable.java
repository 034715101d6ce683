package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;

/**
 * <em>Immutable.</em> The final counters of a server process, parsed from the table on its standard error in any language.
 * Checks that each line balances.
 */
public record CountersTable(long opened, long received, long accepted, long dropped, long sent) {
    private static final Pattern LINE = Pattern.compile("(?<source>\\S+) +(?<count>\\d+) = (?<outcomes>.*)");
    private static final Pattern OUTCOME =
            Pattern.compile("\\G(?<label>\\D+) (?<count>\\d+)(?: \\((?<reasons>.*?)\\))?(?: \\+ |$)");

    /** Names of sources and outcomes by their labels in all languages. */
    private static final Map<String, String> NAMES = names();

    /** Returns whether this is a line of the table. */
    public static boolean isLine(String line) {
        return LINE.matcher(line).matches();
    }

    /** Parses the table among all lines of the server. */
    public static CountersTable in(List<String> lines) {
        return in(lines, 0);
    }

    /** Parses the table of a server in which {@code running} handlers have not returned. */
    static CountersTable in(List<String> lines, long running) {
        Map<String, Line> table = new HashMap<>();
        for (String text : lines.stream().filter(CountersTable::isLine).toList()) {
            Line line = Line.parse(text);
            assertEquals(line.count, line.sum(), lines.toString());
            assertEquals(null, table.put(line.source, line), lines.toString());
        }
        assertEquals(4, table.size(), lines.toString());
        Line received = table.get("received");
        Line accepted = table.get("accepted");
        Line sends = table.get("sends");
        Line opened = table.get("opened");
        assertEquals(running, accepted.outcome("running"), lines.toString());
        assertEquals(0, accepted.outcome("waiting"), lines.toString());
        assertEquals(0, sends.outcome("sending"), lines.toString());
        assertEquals(0, sends.outcome("queued"), lines.toString());
        assertEquals(0, opened.outcome("live"), lines.toString());
        return new CountersTable(
                opened.count, received.count, accepted.count, received.outcome("dropped"), sends.outcome("sent"));
    }

    private static Map<String, String> names() {
        Map<String, String> names = new HashMap<>();
        for (Language language : Language.values()) {
            Messages texts = Messages.of(language);
            Stream.of("received", "accepted", "sends", "opened", "running", "waiting", "sending", "queued", "live")
                    .forEach(name -> names.put(texts.format("counters." + name), name));
            Stream.of("keep-alives", "dropped", "handled", "failed", "sent", "unsent", "closed")
                    .forEach(name -> names.put(texts.format("counters." + name), name));
        }
        return names;
    }

    /** A line of the table: a source and its outcomes by name, without their reasons. */
    private record Line(String source, long count, Map<String, Long> outcomes) {
        static Line parse(String text) {
            Matcher line = LINE.matcher(text);
            if (!line.matches()) {
                throw new IllegalArgumentException(text);
            }
            Map<String, Long> outcomes = new HashMap<>();
            Matcher outcome = OUTCOME.matcher(line.group("outcomes"));
            while (outcome.find()) {
                outcomes.put(name(outcome.group("label"), text), Long.parseLong(outcome.group("count")));
            }
            return new Line(name(line.group("source"), text), Long.parseLong(line.group("count")), outcomes);
        }

        private static String name(String label, String text) {
            String name = NAMES.get(label);
            if (name == null) {
                throw new IllegalArgumentException("unknown label " + label + " in " + text);
            }
            return name;
        }

        long sum() {
            return outcomes.values().stream().mapToLong(Long::longValue).sum();
        }

        long outcome(String name) {
            if (!outcomes.containsKey(name)) {
                throw new AssertionError("no outcome " + name + " in " + this);
            }
            return outcomes.get(name);
        }
    }
}
