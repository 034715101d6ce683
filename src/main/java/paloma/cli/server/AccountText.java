package paloma.cli.server;

import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import paloma.Counter;
import paloma.Counters;
import paloma.cli.text.AgeText;
import paloma.cli.text.Messages;

/** <em>Immutable.</em> The counters of a running server as a table for its operator, one number a line. */
final class AccountText {
    private static final String INDENT = "  ";

    private final Messages texts;
    private final Counters counters;
    private final OptionalLong kernelDrops;

    /** <em>Immutable.</em> A line of the table. */
    private record Row(String label, long count) {}

    /** @param kernelDrops datagrams that the kernel dropped at the socket; empty where it does not report them */
    AccountText(Messages texts, Counters counters, OptionalLong kernelDrops) {
        this.texts = texts;
        this.counters = counters;
        this.kernelDrops = kernelDrops;
    }

    /**
     * Returns a heading, and for each invariant its source, below it the outcomes, below those the reasons that
     * occurred. The outcomes add up to the source.
     */
    List<String> lines(LocalTime now, Duration uptime) {
        List<Row> rows = new ArrayList<>();
        for (Counter.Line line : Counter.Line.values()) {
            rows.add(new Row(texts.format("account." + line), counters.get(line.source())));
            line.outcomes().forEach(outcome -> addOutcome(outcome, rows));
            // Under load the outcomes are read a moment before their source.
            addPositive(INDENT + texts.format("account.in-between"), counters.difference(line), rows);
        }
        kernelDrops.ifPresent(drops -> rows.add(new Row(texts.format("account.kernel-drops"), drops)));
        List<String> lines = new ArrayList<>();
        lines.add(texts.format(
                "account.heading",
                DateTimeFormatter.ISO_LOCAL_TIME.format(now.truncatedTo(ChronoUnit.SECONDS)),
                AgeText.of(uptime)));
        lines.addAll(aligned(rows));
        return lines;
    }

    private void addOutcome(Counter outcome, List<Row> rows) {
        rows.add(new Row(INDENT + CountersText.word(texts, outcome), counters.get(outcome)));
        counters.byReason(outcome)
                .forEach((reason, count) ->
                        addPositive(INDENT + INDENT + CountersText.word(texts, outcome, reason), count, rows));
    }

    private static void addPositive(String label, long count, List<Row> rows) {
        if (count > 0) {
            rows.add(new Row(label, count));
        }
    }

    private static List<String> aligned(List<Row> rows) {
        int labels = rows.stream().mapToInt(row -> row.label.length()).max().orElse(0);
        int digits = rows.stream()
                .mapToInt(row -> Long.toString(row.count).length())
                .max()
                .orElse(0);
        return rows.stream()
                .map(row -> row.label
                        + INDENT
                        + " "
                                .repeat(labels
                                        - row.label.length()
                                        + digits
                                        - Long.toString(row.count).length())
                        + row.count)
                .toList();
    }
}
