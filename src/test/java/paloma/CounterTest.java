package paloma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CounterTest {
    @Test
    void linesAreThoseOfTheAccount() {
        assertEquals(
                List.of(
                        "received = carried + keepAlives + dropped",
                        "accepted = handled + failed + running + waiting",
                        "sends = sent + unsent + sending + queued",
                        "opened = live + closed"),
                Stream.of(Counter.Line.values()).map(CounterTest::text).toList());
    }

    private static String text(Counter.Line line) {
        return line.source().label() + " = "
                + line.outcomes().stream().map(Counter::label).collect(Collectors.joining(" + "));
    }

    @ParameterizedTest
    @EnumSource(Counter.Line.class)
    void termsOfALineHaveOneUnit(Counter.Line line) {
        for (Counter outcome : line.outcomes()) {
            assertEquals(line, outcome.line());
            assertEquals(line.source().unit(), outcome.unit(), outcome.label());
        }
    }

    @Test
    void gaugesAreTheStatesOfUnitsInProgressAndLiveSessions() {
        Set<Counter> gauges = EnumSet.noneOf(Counter.class);
        for (Counter counter : Counter.values()) {
            if (counter.kind() == Counter.Kind.GAUGE) {
                gauges.add(counter);
            }
        }
        assertEquals(
                EnumSet.of(
                        Counter.RUNNING,
                        Counter.WAITING,
                        Counter.BACKLOG_BYTES,
                        Counter.SENDING,
                        Counter.QUEUED,
                        Counter.LIVE),
                gauges);
    }

    @ParameterizedTest
    @EnumSource
    void helpIsOneSentence(Counter counter) {
        assertTrue(counter.help().matches("[A-Z][^.]*\\."), counter.help());
    }

    @Test
    void labelsAreTheNamesInReports() {
        assertEquals(
                "received carried keepAlives dropped bytesReceived accepted handled failed running waiting bytesHandled"
                        + " backlogBytes sends sent unsent sending queued bytesSent opened live closed rebuilds",
                Stream.of(Counter.values()).map(Counter::label).collect(Collectors.joining(" ")));
    }

    /** Dashboards and alerts use the names. */
    @Test
    void metricsKeepTheirNames() {
        assertEquals(
                List.of(
                        "paloma.datagrams.received",
                        "paloma.keepalives",
                        "paloma.datagrams.dropped",
                        "paloma.received.bytes",
                        "paloma.messages.accepted",
                        "paloma.messages.handled",
                        "paloma.messages.failed",
                        "paloma.messages.running",
                        "paloma.messages.waiting",
                        "paloma.handled.bytes",
                        "paloma.backlog.bytes",
                        "paloma.sends",
                        "paloma.datagrams.sent",
                        "paloma.datagrams.unsent",
                        "paloma.outbox.datagrams",
                        "paloma.sent.bytes",
                        "paloma.sessions.opened",
                        "paloma.sessions.live",
                        "paloma.sessions.closed"),
                Stream.of(Counter.values())
                        .map(Counter::metric)
                        .filter(Objects::nonNull)
                        .toList());
    }
}
