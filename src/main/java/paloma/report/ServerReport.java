package paloma.report;

import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Map;
import java.util.OptionalLong;
import java.util.StringJoiner;
import paloma.AddressText;
import paloma.Counter;
import paloma.Counters;
import paloma.ServerMetric;
import paloma.ServerStatus;
import paloma.server.Server;

/**
 * <em>Any thread.</em> A server's report: one line with a JSON object (RFC 8259).
 *
 * <p>It has each {@link Counter} and {@link ServerMetric} under its label, with an object for a counter that has reasons;
 * a number that the system does not report is null. {@code time} is in UTC (ISO 8601). {@code transport} is
 * {@code channel} or {@code batch}. {@code drained} is whether the server closed within its drain time, and null before.
 */
public final class ServerReport {
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private ServerReport() {}

    /** Returns the report of {@code server} now. */
    public static String of(Server server) {
        ServerStatus status = server.status();
        return of(server, status, status.state() == ServerStatus.State.CLOSED ? server.drainedInTime() : null);
    }

    /** Returns the last report of {@code server}, whose {@code close()} has returned. */
    public static String ofClosed(Server server) {
        return of(server, server.status(), server.drainedInTime());
    }

    private static String of(Server server, ServerStatus status, Object drained) {
        return json(status, server.localAddress(), Instant.now(), drained);
    }

    /** @param drained true, false or null */
    static String json(ServerStatus status, InetSocketAddress address, Instant time, Object drained) {
        Counters counters = status.counters();
        StringJoiner object = new StringJoiner(",", "{", "}\n");
        for (Counter counter : Counter.values()) {
            // A datagram carries one message: accepted stands in the place of carried, and once.
            if (counter != Counter.ACCEPTED) {
                object.add(member(counter == Counter.CARRIED ? Counter.ACCEPTED : counter, counters));
            }
        }
        object.add(member("outboxDatagrams", counters.get(Counter.QUEUED)));
        for (ServerMetric metric : ServerMetric.values()) {
            OptionalLong value = status.get(metric);
            object.add(member(metric.label(), value.isPresent() ? (Object) value.getAsLong() : null));
        }
        object.add(member("time", quote(TIME.format(time))));
        object.add(member("uptimeSeconds", seconds(status.uptime())));
        object.add(member("version", quote(status.version())));
        object.add(member("transport", quote(status.transport().label())));
        object.add(member("address", quote(AddressText.of(address))));
        object.add(member("draining", status.state() == ServerStatus.State.DRAINING));
        object.add(member("balanced", counters.balanced()));
        object.add(member("drained", drained));
        return object.toString();
    }

    private static String member(Counter counter, Counters counters) {
        return member(
                counter.label(),
                counter.reasons().isEmpty() ? (Object) counters.get(counter) : reasons(counters.byReason(counter)));
    }

    private static String member(String name, Object value) {
        return "\"" + name + "\":" + value;
    }

    /** Reasons are names of enum constants and need no escaping. */
    private static String reasons(Map<? extends Enum<?>, Long> reasons) {
        StringJoiner object = new StringJoiner(",", "{", "}");
        reasons.forEach((reason, count) -> object.add(member(reason.name(), count)));
        return object.toString();
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).toPlainString();
    }

    /** Versions, times, transports and addresses have no character to escape. */
    private static String quote(String text) {
        return "\"" + text + "\"";
    }
}
