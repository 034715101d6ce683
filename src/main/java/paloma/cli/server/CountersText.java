package paloma.cli.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.StringJoiner;
import paloma.Counter;
import paloma.Counters;
import paloma.cli.text.Messages;

/** <em>Immutable.</em> The counter invariants as a table for users. */
final class CountersText {
    private final Counters counters;
    private final OptionalLong kernelDrops;

    /** @param kernelDrops datagrams that the kernel dropped at the socket; empty where it does not report them */
    CountersText(Counters counters, OptionalLong kernelDrops) {
        this.counters = counters;
        this.kernelDrops = kernelDrops;
    }

    /** Returns whether all counters of a closed server balance and none is still in progress. */
    boolean isComplete() {
        return counters.balanced() && counters.atRest();
    }

    /**
     * Returns one line per invariant: the source, its outcomes, and the reasons that occurred. One more line follows
     * when the kernel dropped datagrams, which the invariants do not cover.
     */
    List<String> table(Messages texts) {
        List<String> lines = new ArrayList<>();
        for (Counter.Line line : Counter.Line.values()) {
            lines.add(line(texts, line));
        }
        if (kernelDrops.orElse(0) > 0) {
            lines.add(texts.format("counters.kernel-drops", kernelDrops.getAsLong()));
        }
        return lines;
    }

    /** Aligns the sources in one column and their counts in another. */
    private String line(Messages texts, Counter.Line line) {
        StringJoiner outcomes = new StringJoiner(" + ");
        for (Counter outcome : line.outcomes()) {
            outcomes.add(word(texts, outcome) + " " + counters.get(outcome) + occurred(outcome));
        }
        Counter source = line.source();
        return String.format("%-9s %" + digits() + "d = %s", word(texts, source), counters.get(source), outcomes);
    }

    private int digits() {
        long max = 0;
        for (Counter.Line line : Counter.Line.values()) {
            max = Math.max(max, counters.get(line.source()));
        }
        return Long.toString(max).length();
    }

    /** The reader's word. That of {@link Counter#CARRIED} is "accepted", because a datagram carries one message. */
    static String word(Messages texts, Counter counter) {
        return texts.format(key(counter));
    }

    /** The reader's words for a reason of {@code counter}. */
    static String word(Messages texts, Counter counter, Enum<?> reason) {
        return texts.format(key(counter) + "." + reason.name());
    }

    private static String key(Counter counter) {
        return "counters." + counter.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private String occurred(Counter counter) {
        StringJoiner occurred = new StringJoiner(", ", " (", ")").setEmptyValue("");
        counters.byReason(counter).forEach((reason, count) -> {
            if (count > 0) {
                occurred.add(reason + " " + count);
            }
        });
        return occurred.toString();
    }
}
