package paloma.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Counters;
import paloma.DropReason;
import paloma.FailReason;
import paloma.ServerMetric;
import paloma.ServerStatus;
import paloma.ServerStatus.State;
import paloma.TransportChoice;
import paloma.UnsentReason;

class ServerReportTest {
    private static final Counters COUNTERS = new Counters(
            Map.ofEntries(
                    Map.entry(Counter.RECEIVED, 12L),
                    Map.entry(Counter.CARRIED, 7L),
                    Map.entry(Counter.KEEP_ALIVES, 2L),
                    Map.entry(Counter.BYTES_RECEIVED, 700L),
                    Map.entry(Counter.ACCEPTED, 7L),
                    Map.entry(Counter.HANDLED, 5L),
                    Map.entry(Counter.RUNNING, 1L),
                    Map.entry(Counter.BACKLOG_BYTES, 50L),
                    Map.entry(Counter.SENDS, 6L),
                    Map.entry(Counter.SENT, 4L),
                    Map.entry(Counter.QUEUED, 1L),
                    Map.entry(Counter.OPENED, 3L),
                    Map.entry(Counter.LIVE, 1L)),
            Map.of(DropReason.FILTERED, 2L, DropReason.NO_SESSION, 1L),
            Map.of(FailReason.HANDLER_THREW, 1L),
            Map.of(UnsentReason.OUTBOX_FULL, 1L),
            Map.of(CloseReason.IDLE, 2L));

    private static String json(State state, Map<ServerMetric, Long> values, Object drained) {
        return ServerReport.json(
                new ServerStatus("0.2.0", state, TransportChoice.BATCH, Duration.ofMillis(61_007), COUNTERS, values),
                new InetSocketAddress("127.0.0.1", 8080),
                Instant.parse("2026-11-30T10:00:00Z"),
                drained);
    }

    @Test
    void theReportHasEveryNumberAndEveryReason() {
        String json = json(State.CLOSED, Map.of(), true);
        assertTrue(
                json.startsWith("{\"received\":12,\"accepted\":7,\"keepAlives\":2,\"dropped\":{\"OVERSIZE\":0,"), json);
        assertTrue(json.contains("},\"bytesReceived\":700,\"handled\":5,"), json);
        assertTrue(json.contains("\"backlogBytes\":50,"), json);
        assertTrue(json.contains("\"FILTERED\":2,"), json);
    }

    @Test
    void theReportHasTheStateOfTheServer() {
        Map<ServerMetric, Long> values = Map.of(
                ServerMetric.SESSIONS_LIMIT, 100L,
                ServerMetric.WORKERS, 4L,
                ServerMetric.WORKERS_STUCK, 1L,
                ServerMetric.KERNEL_DROPS, 9L);
        String json = json(State.DRAINING, values, null);
        assertTrue(
                json.endsWith(
                        ",\"rebuilds\":0,\"outboxDatagrams\":1,\"sessionsLimit\":100,\"workers\":4,\"workersStuck\":1,"
                                + "\"kernelDrops\":9,\"time\":\"2026-11-30T10:00:00.000Z\",\"uptimeSeconds\":61.007,"
                                + "\"version\":\"0.2.0\",\"transport\":\"batch\",\"address\":\"127.0.0.1:8080\","
                                + "\"draining\":true,\"balanced\":true,"
                                + "\"drained\":null}\n"),
                json);
    }

    @Test
    void unknownValuesAreNull() {
        String json = json(State.SERVING, Map.of(), false);
        assertTrue(json.contains(",\"kernelDrops\":null,\"time\":"), json);
        assertTrue(json.endsWith(",\"draining\":false,\"balanced\":true,\"drained\":false}\n"), json);
        assertEquals(1, json.lines().count());
    }
}
