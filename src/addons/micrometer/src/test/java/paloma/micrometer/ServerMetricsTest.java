package paloma.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Counters;
import paloma.DropReason;
import paloma.FailReason;
import paloma.ServerMetric;
import paloma.ServerStatus;
import paloma.TransportChoice;
import paloma.UnsentReason;

class ServerMetricsTest {
    private final MockClock clock = new MockClock();
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);

    /** Every number of the n-th status is n. */
    private final AtomicLong statuses = new AtomicLong();

    private ServerStatus next() {
        long n = statuses.incrementAndGet();
        return status(n, Map.of(ServerMetric.KERNEL_DROPS, n));
    }

    private static ServerStatus status(long n, Map<ServerMetric, Long> kernelDrops) {
        Map<ServerMetric, Long> values = new EnumMap<>(ServerMetric.class);
        for (ServerMetric metric : ServerMetric.values()) {
            if (metric != ServerMetric.KERNEL_DROPS) {
                values.put(metric, n);
            }
        }
        values.putAll(kernelDrops);
        Counters counters = new Counters(
                all(Counter.values(), n),
                all(DropReason.values(), n),
                all(FailReason.values(), n),
                all(UnsentReason.values(), n),
                all(CloseReason.values(), n));
        return new ServerStatus(
                "1.2.3", ServerStatus.State.SERVING, TransportChoice.CHANNEL, Duration.ZERO, counters, values);
    }

    private static <K> Map<K, Long> all(K[] keys, long value) {
        Map<K, Long> all = new HashMap<>();
        for (K key : keys) {
            all.put(key, value);
        }
        return all;
    }

    /** Dashboards and alerts use the names. */
    @Test
    void metersKeepTheirNames() {
        bind();
        assertEquals(
                Set.of("""
                        paloma_datagrams_received_total paloma_datagrams_dropped_total paloma_datagrams_sent_total
                        paloma_datagrams_unsent_total paloma_messages_accepted_total paloma_messages_handled_total
                        paloma_messages_failed_total paloma_messages_waiting paloma_messages_running
                        paloma_sessions_opened_total paloma_sessions_closed_total paloma_sessions_live paloma_sessions_limit
                        paloma_keepalives_total paloma_received_bytes_total paloma_handled_bytes_total paloma_sent_bytes_total
                        paloma_sends_total paloma_backlog_bytes paloma_outbox_datagrams paloma_workers paloma_workers_stuck
                        paloma_kernel_drops_total paloma_build_info paloma_transport_info""".split("\\s+")),
                new TreeSet<>(ScrapedText.of(registry).names()));
    }

    @Test
    void everyReasonIsThereFromTheStart() {
        bind();
        assertReasons("paloma_datagrams_dropped_total", DropReason.values());
        assertReasons("paloma_messages_failed_total", FailReason.values());
        assertReasons("paloma_datagrams_unsent_total", UnsentReason.values());
        assertReasons("paloma_sessions_closed_total", CloseReason.values());
    }

    private void assertReasons(String name, Enum<?>[] reasons) {
        Set<String> expected = Stream.of(reasons)
                .map(reason -> name + "{reason=\"" + reason.name().toLowerCase(Locale.ROOT) + "\"}")
                .collect(Collectors.toSet());
        Set<String> found = ScrapedText.of(registry).values().keySet().stream()
                .filter(series -> series.startsWith(name))
                .collect(Collectors.toSet());
        assertEquals(expected, found);
    }

    @Test
    void metersHaveTypeAndHelpOfTheirCounter() {
        bind();
        String text = registry.scrape();
        assertTrue(text.contains("# TYPE paloma_datagrams_received_total counter\n"), text);
        assertTrue(text.contains("# HELP paloma_datagrams_received_total " + Counter.RECEIVED.help()), text);
        assertTrue(text.contains("# TYPE paloma_backlog_bytes gauge\n"), text);
        assertTrue(text.contains("paloma_build_info{version=\"1.2.3\"} 1"), text);
        assertTrue(text.contains("# HELP paloma_build_info " + ServerMetric.Info.BUILD.help()), text);
        assertTrue(text.contains("paloma_transport_info{transport=\"channel\"} 1"), text);
        assertTrue(text.contains("# HELP paloma_transport_info " + ServerMetric.Info.TRANSPORT.help()), text);
    }

    @Test
    void allMetersOfAScrapeShowOneStatus() {
        bind();
        long before = statuses.get();
        for (int scrape = 1; scrape <= 3; scrape++) {
            assertAllValuesAre(before + scrape);
        }
        assertEquals(before + 3, statuses.get());
    }

    private void assertAllValuesAre(double value) {
        Map<String, Double> values = ScrapedText.of(registry).values();
        values.remove("paloma_build_info{version=\"1.2.3\"}");
        values.remove("paloma_transport_info{transport=\"channel\"}");
        assertEquals(Set.of(value), Set.copyOf(values.values()));
    }

    @Test
    void scrapeOfAnotherThreadDoesNotChangeTheStatus() {
        bind();
        FunctionCounter received = counter("paloma.datagrams.received");
        double first = received.count();
        CompletableFuture.runAsync(registry::scrape).join();
        assertEquals(first, counter("paloma.datagrams.sent").count());
        assertEquals(first + 2, received.count());
    }

    @Test
    void statusIsReplacedAfterAPauseOfMoreThanASecond() {
        bind();
        double first = counter("paloma.datagrams.received").count();
        clock.add(Duration.ofSeconds(1));
        assertEquals(first, counter("paloma.datagrams.sent").count());
        clock.add(Duration.ofSeconds(1));
        assertEquals(first, counter("paloma.keepalives").count());
        clock.add(Duration.ofSeconds(1).plusNanos(1));
        assertEquals(first + 1, counter("paloma.sends").count());
    }

    @Test
    void eachRegistryOfACompositeTakesAStatusPerScrape() {
        SimpleMeterRegistry other = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
        CompositeMeterRegistry both = new CompositeMeterRegistry(clock);
        both.add(registry);
        both.add(other);
        new ServerMetrics(this::next, Tags.empty()).bindTo(both);
        assertAllValuesAre(statuses.get() + 1);
        assertEquals(
                statuses.get() + 1,
                other.get("paloma.datagrams.received").functionCounter().count());
    }

    @Test
    void kernelDropsThatAreNotReportedAreNoMeter() {
        new ServerMetrics(() -> status(7, Map.of()), Tags.empty()).bindTo(registry);
        assertFalse(ScrapedText.of(registry).names().contains("paloma_kernel_drops_total"));
        assertAllValuesAre(7);
    }

    @Test
    void kernelDropsAreNotANumberOnceUnknown() {
        ServerStatus[] now = {status(7, Map.of(ServerMetric.KERNEL_DROPS, 7L))};
        new ServerMetrics(() -> now[0], Tags.empty()).bindTo(registry);
        now[0] = status(7, Map.of());
        assertEquals(Double.NaN, ScrapedText.of(registry).sum("paloma_kernel_drops_total"));
    }

    @Test
    void closeRemovesTheMetersOfThisBinderOnly() {
        ServerMetrics first = new ServerMetrics(this::next, Tags.of("server", "first"));
        first.bindTo(registry);
        int bound = registry.getMeters().size();
        new ServerMetrics(this::next, Tags.of("server", "second")).bindTo(registry);
        first.close();
        first.close();
        assertEquals(bound, registry.getMeters().size());
        for (Meter meter : registry.getMeters()) {
            assertEquals("second", meter.getId().getTag("server"));
        }
    }

    @Test
    void metersOutliveTheBinder() {
        bind();
        double first = counter("paloma.datagrams.received").count();
        System.gc();
        assertEquals(first + 1, counter("paloma.datagrams.received").count());
    }

    private void bind() {
        new ServerMetrics(this::next, Tags.empty()).bindTo(registry);
    }

    private FunctionCounter counter(String name) {
        return registry.get(name).functionCounter();
    }
}
