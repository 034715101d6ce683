package paloma;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * <em>Immutable.</em> A number that a server counts; {@link Counters#get} reads it.
 * Each is declared here only. Console, JSON report, JMX and metrics iterate over these constants.
 */
public enum Counter {
    RECEIVED(
            Line.DATAGRAMS,
            Unit.DATAGRAMS,
            Kind.MONOTONIC,
            "paloma.datagrams.received",
            "Datagrams taken from the kernel."),
    CARRIED(
            Line.DATAGRAMS,
            Unit.DATAGRAMS,
            Kind.MONOTONIC,
            null,
            "Datagrams whose messages were accepted; each carries one message."),
    KEEP_ALIVES(
            Line.DATAGRAMS,
            Unit.DATAGRAMS,
            Kind.MONOTONIC,
            "paloma.keepalives",
            "Empty datagrams from peers with a session."),
    DROPPED(
            Line.DATAGRAMS,
            Unit.DATAGRAMS,
            Kind.MONOTONIC,
            "paloma.datagrams.dropped",
            "Received datagrams that were dropped.",
            DropReason.values()),
    BYTES_RECEIVED(
            null, Unit.BYTES, Kind.MONOTONIC, "paloma.received.bytes", "Payload bytes of the received datagrams."),

    ACCEPTED(Line.MESSAGES, Unit.MESSAGES, Kind.MONOTONIC, "paloma.messages.accepted", "Messages put into a mailbox."),
    HANDLED(
            Line.MESSAGES,
            Unit.MESSAGES,
            Kind.MONOTONIC,
            "paloma.messages.handled",
            "Messages whose handler returned."),
    FAILED(
            Line.MESSAGES,
            Unit.MESSAGES,
            Kind.MONOTONIC,
            "paloma.messages.failed",
            "Accepted messages that were not handled.",
            FailReason.values()),
    RUNNING(Line.MESSAGES, Unit.MESSAGES, Kind.GAUGE, "paloma.messages.running", "Messages whose handler runs now."),
    WAITING(Line.MESSAGES, Unit.MESSAGES, Kind.GAUGE, "paloma.messages.waiting", "Messages in mailboxes now."),
    BYTES_HANDLED(null, Unit.BYTES, Kind.MONOTONIC, "paloma.handled.bytes", "Bytes of the handled messages."),
    BACKLOG_BYTES(null, Unit.BYTES, Kind.GAUGE, "paloma.backlog.bytes", "Bytes of the messages in mailboxes now."),

    SENDS(
            Line.SENDS,
            Unit.DATAGRAMS,
            Kind.MONOTONIC,
            "paloma.sends",
            "Send and push calls, and the server's own datagrams."),
    SENT(
            Line.SENDS,
            Unit.DATAGRAMS,
            Kind.MONOTONIC,
            "paloma.datagrams.sent",
            "Datagrams accepted by the kernel, which may still drop them."),
    UNSENT(
            Line.SENDS,
            Unit.DATAGRAMS,
            Kind.MONOTONIC,
            "paloma.datagrams.unsent",
            "Sends that did not reach the kernel.",
            UnsentReason.values()),
    SENDING(Line.SENDS, Unit.DATAGRAMS, Kind.GAUGE, null, "Sends in progress now."),
    QUEUED(
            Line.SENDS,
            Unit.DATAGRAMS,
            Kind.GAUGE,
            "paloma.outbox.datagrams",
            "Datagrams in the outbox now, and answers that wait for a common system call."),
    BYTES_SENT(null, Unit.BYTES, Kind.MONOTONIC, "paloma.sent.bytes", "Payload bytes of the sent datagrams."),

    OPENED(Line.SESSIONS, Unit.SESSIONS, Kind.MONOTONIC, "paloma.sessions.opened", "Sessions opened since the start."),
    LIVE(Line.SESSIONS, Unit.SESSIONS, Kind.GAUGE, "paloma.sessions.live", "Sessions in the table now."),
    CLOSED(
            Line.SESSIONS,
            Unit.SESSIONS,
            Kind.MONOTONIC,
            "paloma.sessions.closed",
            "Sessions that ended.",
            CloseReason.values()),

    REBUILDS(null, Unit.SELECTORS, Kind.MONOTONIC, null, "Replacements of a spinning selector.");

    /**
     * <em>Immutable.</em> A line of the account: a source, and the outcomes whose sum it equals.
     * The first counter declared with a line is its source, the others are its outcomes.
     */
    public enum Line {
        DATAGRAMS,
        MESSAGES,
        SENDS,
        SESSIONS;

        /** The counter that equals the sum of the outcomes. */
        public Counter source() {
            return TERMS.get(this).get(0);
        }

        /** All states and results of the source's units; each unit is in one of them. */
        public List<Counter> outcomes() {
            List<Counter> terms = TERMS.get(this);
            return terms.subList(1, terms.size());
        }
    }

    /** <em>Immutable.</em> What is counted. */
    public enum Unit {
        DATAGRAMS,
        MESSAGES,
        SESSIONS,
        BYTES,
        SELECTORS
    }

    /** <em>Immutable.</em> Whether a counter can decrease. */
    public enum Kind {
        /** Counts since the start. */
        MONOTONIC,
        /** The number at the moment. */
        GAUGE
    }

    private static final Map<Line, List<Counter>> TERMS = terms();

    private final Line line;
    private final Unit unit;
    private final Kind kind;
    private final String metric;
    private final String help;
    private final List<Enum<?>> reasons;
    private final String label;

    Counter(Line line, Unit unit, Kind kind, String metric, String help, Enum<?>... reasons) {
        this.line = line;
        this.unit = unit;
        this.kind = kind;
        this.metric = metric;
        this.help = help;
        this.reasons = List.of(reasons);
        this.label = camelCase(name());
    }

    private static Map<Line, List<Counter>> terms() {
        Map<Line, List<Counter>> terms = new EnumMap<>(Line.class);
        for (Counter counter : values()) {
            if (counter.line != null) {
                terms.computeIfAbsent(counter.line, line -> new ArrayList<>()).add(counter);
            }
        }
        terms.replaceAll((line, counters) -> List.copyOf(counters));
        return terms;
    }

    static String camelCase(String constant) {
        StringBuilder label = new StringBuilder();
        for (String word : constant.split("_")) {
            String rest = word.substring(1).toLowerCase(Locale.ROOT);
            label.append(label.isEmpty() ? Character.toLowerCase(word.charAt(0)) : word.charAt(0))
                    .append(rest);
        }
        return label.toString();
    }

    /** The name in JSON; JMX begins it with a capital letter. Example: {@code keepAlives}. */
    public String label() {
        return label;
    }

    /** The line of the account that the counter is a term of, or null for none. */
    public Line line() {
        return line;
    }

    /** What is counted. */
    public Unit unit() {
        return unit;
    }

    /** Whether the counter can decrease. */
    public Kind kind() {
        return kind;
    }

    /**
     * The name in a monitoring system, dotted and in lower case; null for a counter that is no metric. Prometheus' name
     * has underscores for dots, and ends with {@code _total} when the counter is {@link Kind#MONOTONIC}. Example: {@code
     * paloma.datagrams.received}.
     */
    public String metric() {
        return metric;
    }

    /** One sentence for a user. */
    public String help() {
        return help;
    }

    /** The reasons by which {@link Counters#byReason} divides the counter; empty for most. */
    public List<Enum<?>> reasons() {
        return reasons;
    }
}
