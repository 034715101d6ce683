package paloma.cli.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.stream.LongStream;
import paloma.Counters;
import paloma.cli.text.Messages;

/** <em>Immutable.</em> The law of accounting as a small table for people, and as JSON for programs. */
final class CountersText {
    private final Counters counters;
    private final OptionalLong kernelDrops;

    /** @param kernelDrops what the kernel dropped at the socket; empty where it does not tell */
    CountersText(Counters counters, OptionalLong kernelDrops) {
        this.counters = counters;
        this.kernelDrops = kernelDrops;
    }

    /** Whether everything is accounted for, and nothing is left on its way: the account of a server that has closed. */
    boolean holds() {
        return counters.balanced() && counters.atRest();
    }

    /**
     * One line of the law each: the source, and what became of it, with the reasons that occurred. One more when the
     * kernel dropped something, which the law cannot know of.
     */
    List<String> table(Messages words) {
        List<String> lines = new ArrayList<>();
        lines.add(line(
                words,
                "received",
                counters.received(),
                term(words, "accepted", counters.accepted()),
                term(words, "keep-alives", counters.keepAlives()),
                sum(words, "dropped", counters.droppedTotal(), counters.dropped())));
        lines.add(line(
                words,
                "accepted",
                counters.accepted(),
                term(words, "handled", counters.handled()),
                sum(words, "failed", counters.failedTotal(), counters.failed()),
                term(words, "running", counters.running()),
                term(words, "waiting", counters.waiting())));
        lines.add(line(
                words,
                "sends",
                counters.sends(),
                term(words, "sent", counters.sent()),
                sum(words, "unsent", counters.unsentTotal(), counters.unsent()),
                term(words, "sending", counters.sending()),
                term(words, "queued", counters.queued())));
        lines.add(line(
                words,
                "opened",
                counters.opened(),
                term(words, "live", counters.live()),
                sum(words, "closed", counters.closedTotal(), counters.closed())));
        if (kernelDrops.orElse(0) > 0) {
            lines.add(words.say("law.kernel-drops", kernelDrops.getAsLong()));
        }
        return lines;
    }

    /** Sources in one column, and their numbers in another. */
    private String line(Messages words, String source, long count, String... outcomes) {
        return String.format(
                "%-9s %" + digits() + "d = %s", words.say("law." + source), count, String.join(" + ", outcomes));
    }

    private int digits() {
        long most = LongStream.of(counters.received(), counters.accepted(), counters.sends(), counters.opened())
                .max()
                .getAsLong();
        return Long.toString(most).length();
    }

    private static String term(Messages words, String name, long count) {
        return words.say("law." + name) + " " + count;
    }

    private static String sum(Messages words, String name, long total, Map<? extends Enum<?>, Long> reasons) {
        StringJoiner occurred = new StringJoiner(", ", " (", ")").setEmptyValue("");
        reasons.forEach((reason, count) -> {
            if (count > 0) {
                occurred.add(reason + " " + count);
            }
        });
        return term(words, name, total) + occurred;
    }

    /**
     * The whole account as one JSON object (RFC 8259) in one line; {@code kernelDrops} is null where the kernel does not tell.
     *
     * @param drained whether the server closed in time; null while it has not
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

    /** Reasons are names of constants, which need no escaping. */
    private static String member(String name, Map<? extends Enum<?>, Long> reasons) {
        StringJoiner object = new StringJoiner(",", "{", "}");
        reasons.forEach((reason, count) -> object.add(member(reason.name(), count)));
        return member(name, (Object) object);
    }
}
