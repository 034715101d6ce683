package paloma.cli.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.stream.LongStream;
import paloma.Counters;
import paloma.cli.text.Messages;

/** <em>Immutable.</em> The counter invariants as a table for users and as JSON for programs. */
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
        lines.add(line(
                texts,
                "received",
                counters.received(),
                term(texts, "accepted", counters.accepted()),
                term(texts, "keep-alives", counters.keepAlives()),
                sum(texts, "dropped", counters.droppedTotal(), counters.dropped())));
        lines.add(line(
                texts,
                "accepted",
                counters.accepted(),
                term(texts, "handled", counters.handled()),
                sum(texts, "failed", counters.failedTotal(), counters.failed()),
                term(texts, "running", counters.running()),
                term(texts, "waiting", counters.waiting())));
        lines.add(line(
                texts,
                "sends",
                counters.sends(),
                term(texts, "sent", counters.sent()),
                sum(texts, "unsent", counters.unsentTotal(), counters.unsent()),
                term(texts, "sending", counters.sending()),
                term(texts, "queued", counters.queued())));
        lines.add(line(
                texts,
                "opened",
                counters.opened(),
                term(texts, "live", counters.live()),
                sum(texts, "closed", counters.closedTotal(), counters.closed())));
        if (kernelDrops.orElse(0) > 0) {
            lines.add(texts.format("counters.kernel-drops", kernelDrops.getAsLong()));
        }
        return lines;
    }

    /** Aligns the sources in one column and their counts in another. */
    private String line(Messages texts, String source, long count, String... outcomes) {
        return String.format(
                "%-9s %" + digits() + "d = %s",
                texts.format("counters." + source),
                count,
                String.join(" + ", outcomes));
    }

    private int digits() {
        long max = LongStream.of(counters.received(), counters.accepted(), counters.sends(), counters.opened())
                .max()
                .getAsLong();
        return Long.toString(max).length();
    }

    private static String term(Messages texts, String name, long count) {
        return texts.format("counters." + name) + " " + count;
    }

    private static String sum(Messages texts, String name, long total, Map<? extends Enum<?>, Long> reasons) {
        StringJoiner occurred = new StringJoiner(", ", " (", ")").setEmptyValue("");
        reasons.forEach((reason, count) -> {
            if (count > 0) {
                occurred.add(reason + " " + count);
            }
        });
        return term(texts, name, total) + occurred;
    }

    /**
     * Returns all counters as one line with a JSON object (RFC 8259). {@code kernelDrops} is null where the kernel does
     * not report them.
     *
     * @param drained whether the server closed within its drain time; null while it is open
     */
    String json(Boolean drained) {
        StringJoiner object = new StringJoiner(",", "{", "}\n");
        object.add(member("received", counters.received()));
        object.add(member("accepted", counters.accepted()));
        object.add(member("keepAlives", counters.keepAlives()));
        object.add(member("dropped", counters.dropped()));
        object.add(member("handled", counters.handled()));
        object.add(member("failed", counters.failed()));
        object.add(member("running", counters.running()));
        object.add(member("waiting", counters.waiting()));
        object.add(member("sends", counters.sends()));
        object.add(member("sent", counters.sent()));
        object.add(member("unsent", counters.unsent()));
        object.add(member("sending", counters.sending()));
        object.add(member("queued", counters.queued()));
        object.add(member("opened", counters.opened()));
        object.add(member("live", counters.live()));
        object.add(member("closed", counters.closed()));
        object.add(member("rebuilds", counters.rebuilds()));
        object.add(member("kernelDrops", kernelDrops.isPresent() ? (Object) kernelDrops.getAsLong() : null));
        object.add(member("balanced", counters.balanced()));
        object.add(member("drained", drained));
        return object.toString();
    }

    private static String member(String name, Object value) {
        return "\"" + name + "\":" + value;
    }

    /** Reasons are names of enum constants and need no escaping. */
    private static String member(String name, Map<? extends Enum<?>, Long> reasons) {
        StringJoiner object = new StringJoiner(",", "{", "}");
        reasons.forEach((reason, count) -> object.add(member(reason.name(), count)));
        return member(name, (Object) object);
    }
}
