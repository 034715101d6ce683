package paloma.http;

import java.util.Locale;
import java.util.OptionalLong;
import paloma.Counter;
import paloma.ServerMetric;
import paloma.ServerStatus;

/**
 * <em>Any thread.</em> Writes a server's numbers in Prometheus' text format 0.0.4.
 * A counter with reasons has one sample for each reason, so that a series exists before its first event.
 */
final class MetricsText {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder(8_192);

    private MetricsText() {}

    static String of(ServerStatus status) {
        MetricsText metrics = new MetricsText();
        for (Counter counter : Counter.values()) {
            if (counter.metric() != null) {
                metrics.counter(counter, status);
            }
        }
        for (ServerMetric metric : ServerMetric.values()) {
            OptionalLong value = status.get(metric);
            if (value.isPresent()) {
                String name = name(metric.metric(), metric.kind());
                metrics.header(name, metric.kind(), metric.help());
                metrics.sample(name, "", value.getAsLong());
            }
        }
        for (ServerMetric.Info info : ServerMetric.Info.values()) {
            String name = name(info.metric(), Counter.Kind.GAUGE);
            metrics.header(name, Counter.Kind.GAUGE, info.help());
            metrics.sample(name, "{" + info.label() + "=\"" + info.value(status) + "\"}", 1);
        }
        return metrics.text.toString();
    }

    /** Returns the name in Prometheus: {@code paloma_datagrams_received_total}. */
    static String name(String metric, Counter.Kind kind) {
        return metric.replace('.', '_') + (kind == Counter.Kind.MONOTONIC ? "_total" : "");
    }

    private void counter(Counter counter, ServerStatus status) {
        String name = name(counter.metric(), counter.kind());
        header(name, counter.kind(), counter.help());
        if (counter.reasons().isEmpty()) {
            sample(name, "", status.counters().get(counter));
            return;
        }
        status.counters().byReason(counter).forEach((reason, count) -> {
            String label = reason.name().toLowerCase(Locale.ROOT);
            sample(name, "{reason=\"" + label + "\"}", count);
        });
    }

    private void header(String name, Counter.Kind kind, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ');
        text.append(kind == Counter.Kind.MONOTONIC ? "counter" : "gauge").append('\n');
    }

    private void sample(String name, String labels, long value) {
        text.append(name).append(labels).append(' ').append(value).append('\n');
    }
}
