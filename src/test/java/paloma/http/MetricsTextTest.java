package paloma.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Counters;
import paloma.DropReason;
import paloma.FailReason;
import paloma.ServerMetric;
import paloma.ServerStatus;
import paloma.TransportChoice;
import paloma.UnsentReason;

class MetricsTextTest {
    /** Each number is another one. */
    private static ServerStatus status(Map<ServerMetric, Long> values) {
        Counters counters = new Counters(
                Map.ofEntries(
                        Map.entry(Counter.RECEIVED, 100L),
                        Map.entry(Counter.KEEP_ALIVES, 2L),
                        Map.entry(Counter.BYTES_RECEIVED, 3L),
                        Map.entry(Counter.ACCEPTED, 4L),
                        Map.entry(Counter.HANDLED, 5L),
                        Map.entry(Counter.RUNNING, 6L),
                        Map.entry(Counter.WAITING, 7L),
                        Map.entry(Counter.BYTES_HANDLED, 8L),
                        Map.entry(Counter.BACKLOG_BYTES, 9L),
                        Map.entry(Counter.SENDS, 10L),
                        Map.entry(Counter.SENT, 11L),
                        Map.entry(Counter.QUEUED, 12L),
                        Map.entry(Counter.BYTES_SENT, 13L),
                        Map.entry(Counter.OPENED, 14L),
                        Map.entry(Counter.LIVE, 15L)),
                Map.of(DropReason.FILTERED, 16L),
                Map.of(FailReason.HANDLER_THREW, 17L),
                Map.of(UnsentReason.OUTBOX_FULL, 18L),
                Map.of(CloseReason.IDLE, 19L));
        return new ServerStatus(
                "1.2.3", ServerStatus.State.SERVING, TransportChoice.BATCH, Duration.ZERO, counters, values);
    }

    private static final ServerStatus STATUS = status(Map.of(
            ServerMetric.SESSIONS_LIMIT, 20L,
            ServerMetric.WORKERS, 21L,
            ServerMetric.WORKERS_STUCK, 22L,
            ServerMetric.KERNEL_DROPS, 23L));

    private final String text = MetricsText.of(STATUS);

    /** The names that dashboards and alerts use, with their types. */
    @Test
    void everyMetricHasItsNameAndItsType() {
        List<String> expected = """
                counter paloma_datagrams_received_total
                counter paloma_keepalives_total
                counter paloma_datagrams_dropped_total
                counter paloma_received_bytes_total
                counter paloma_messages_accepted_total
                counter paloma_messages_handled_total
                counter paloma_messages_failed_total
                gauge paloma_messages_running
                gauge paloma_messages_waiting
                counter paloma_handled_bytes_total
                gauge paloma_backlog_bytes
                counter paloma_sends_total
                counter paloma_datagrams_sent_total
                counter paloma_datagrams_unsent_total
                gauge paloma_outbox_datagrams
                counter paloma_sent_bytes_total
                counter paloma_sessions_opened_total
                gauge paloma_sessions_live
                counter paloma_sessions_closed_total
                gauge paloma_sessions_limit
                gauge paloma_workers
                gauge paloma_workers_stuck
                counter paloma_kernel_drops_total
                gauge paloma_build_info
                gauge paloma_transport_info
                """.lines().toList();
        List<String> types = text.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ")[3] + " " + line.split(" ")[2])
                .toList();
        assertEquals(expected, types);
    }

    @Test
    void helpAndTypePrecedeTheSamplesOfAMetric() {
        assertTrue(text.startsWith("""
                        # HELP paloma_datagrams_received_total Datagrams taken from the kernel.
                        # TYPE paloma_datagrams_received_total counter
                        paloma_datagrams_received_total 100
                        # HELP paloma_keepalives_total Empty datagrams from peers with a session.
                        """), text);
    }

    @Test
    void everyTextIsALabelOfAnInfoMetric() {
        assertTrue(text.contains("\npaloma_build_info{version=\"1.2.3\"} 1\n"), text);
        assertTrue(text.contains("\npaloma_transport_info{transport=\"batch\"} 1\n"), text);
        for (ServerMetric.Info info : ServerMetric.Info.values()) {
            assertTrue(text.contains("\n# HELP " + info.metric().replace('.', '_') + " " + info.help() + "\n"), text);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyCounterHasItsValue(Counter counter) {
        if (counter.metric() != null) {
            assertEquals(STATUS.counters().get(counter), Scrape.of(text).sum(counter));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyOtherNumberHasItsValue(ServerMetric metric) {
        String sample = "\n" + MetricsText.name(metric.metric(), metric.kind()) + " "
                + STATUS.get(metric).getAsLong() + "\n";
        assertTrue(text.contains(sample), text);
    }

    @Test
    void everyReasonIsPresentAndInLowerCase() {
        Scrape scrape = Scrape.of(text);
        Map<String, Enum<?>[]> reasons = Map.of(
                "datagrams_dropped_total", DropReason.values(),
                "messages_failed_total", FailReason.values(),
                "datagrams_unsent_total", UnsentReason.values(),
                "sessions_closed_total", CloseReason.values());
        reasons.forEach((name, constants) -> Stream.of(constants).forEach(reason -> {
            String series = "paloma_" + name + "{reason=\"" + reason.name().toLowerCase(Locale.ROOT) + "\"}";
            assertTrue(scrape.samples().containsKey(series), series);
        }));
        assertEquals(16, scrape.samples().get("paloma_datagrams_dropped_total{reason=\"filtered\"}"));
    }

    @Test
    void aNumberThatTheSystemDoesNotReportIsAbsent() {
        String unknown = MetricsText.of(status(Map.of(ServerMetric.WORKERS, 1L)));
        assertFalse(unknown.contains("kernel_drops"), unknown);
        assertTrue(unknown.contains("\npaloma_workers 1\n"), unknown);
    }
}
