package paloma.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import paloma.Counter;
import paloma.ServerMetric;
import paloma.ServerStatus;
import paloma.server.Server;

/**
 * <em>Any thread.</em> Registers the numbers of a server as Micrometer meters.
 *
 * <pre>{@code
 * new ServerMetrics(server).bindTo(registry);
 * }</pre>
 *
 * <p>Names are those of {@link Counter#metric()} and {@link ServerMetric#metric()}. A counter with reasons has one meter per
 * reason, with the tag {@code reason} in lower case; each reason is there from the start. A {@link ServerMetric.Info}
 * has the value 1 and its text as a tag. No tag contains a peer's address.
 *
 * <p>All meters that a thread reads in one scrape show one {@link Server#status()}, so the invariants of
 * {@link paloma.Counters} hold over the scraped values as they hold over a snapshot: exactly at rest, and with outcomes that
 * never exceed their source under load.
 *
 * <p>The registry keeps the server reachable until {@link #close()}, and shows the final numbers of a closed server. Two
 * servers in one registry need different tags.
 */
public final class ServerMetrics implements MeterBinder, AutoCloseable {
    private final Supplier<ServerStatus> source;
    private final Tags tags;
    private final ConcurrentLinkedQueue<Registration> registrations = new ConcurrentLinkedQueue<>();

    /** Meters of {@code server} without further tags. */
    public ServerMetrics(Server server) {
        this(server, Tags.empty());
    }

    /** Meters of {@code server}; {@code tags} are added to each, for example the name of the server. */
    public ServerMetrics(Server server, Iterable<Tag> tags) {
        this(Objects.requireNonNull(server, "server")::status, tags);
    }

    /** @param source returns the state at the moment of the call */
    ServerMetrics(Supplier<ServerStatus> source, Iterable<Tag> tags) {
        this.source = source;
        this.tags = Tags.of(tags);
    }

    /** Registers all meters; kernel drops only where the system reports them now. */
    @Override
    public void bindTo(MeterRegistry registry) {
        Binding binding = new Binding(
                registry, new ScrapeSnapshot(source, registry.config().clock()::monotonicTime));
        for (Counter counter : Counter.values()) {
            if (counter.metric() != null) {
                binding.register(counter);
            }
        }
        ServerStatus now = source.get();
        for (ServerMetric metric : ServerMetric.values()) {
            if (now.get(metric).isPresent()) {
                binding.register(metric);
            }
        }
        for (ServerMetric.Info info : ServerMetric.Info.values()) {
            binding.register(info, info.value(now));
        }
    }

    /** Removes the meters from each registry that they were bound to. The server stays open. Idempotent. */
    @Override
    public void close() {
        for (Registration next = registrations.poll(); next != null; next = registrations.poll()) {
            next.registry.remove(next.meter);
        }
    }

    /** <em>Immutable.</em> A meter of a registry. */
    private record Registration(MeterRegistry registry, Meter meter) {}

    /** <em>Any thread.</em> The registration with one registry. */
    private final class Binding {
        private final MeterRegistry registry;
        private final ScrapeSnapshot snapshot;
        private int meters;

        Binding(MeterRegistry registry, ScrapeSnapshot snapshot) {
            this.registry = registry;
            this.snapshot = snapshot;
        }

        void register(Counter counter) {
            Description description = new Description(
                    counter.metric(),
                    counter.kind(),
                    counter.unit() == Counter.Unit.BYTES ? "bytes" : null,
                    counter.help());
            if (counter.reasons().isEmpty()) {
                add(description, tags, status -> status.counters().get(counter));
            }
            for (Enum<?> reason : counter.reasons()) {
                add(
                        description,
                        tags.and("reason", reason.name().toLowerCase(Locale.ROOT)),
                        status -> status.counters().byReason(counter).get(reason));
            }
        }

        void register(ServerMetric metric) {
            Description description = new Description(metric.metric(), metric.kind(), null, metric.help());
            add(description, tags, status -> {
                // Empty after an error closed the server.
                var value = status.get(metric);
                return value.isPresent() ? value.getAsLong() : Double.NaN;
            });
        }

        void register(ServerMetric.Info info, String value) {
            Meter gauge = Gauge.builder(info.metric(), () -> 1)
                    .description(info.help())
                    .tags(tags.and(info.label(), value))
                    .register(registry);
            registrations.add(new Registration(registry, gauge));
        }

        private void add(Description description, Tags all, ToDoubleFunction<ServerStatus> value) {
            int meter = meters++;
            // The lambda keeps the snapshot reachable; the meter itself would not.
            ToDoubleFunction<ScrapeSnapshot> read = unused -> value.applyAsDouble(snapshot.read(meter));
            Meter registered = description.kind == Counter.Kind.MONOTONIC
                    ? FunctionCounter.builder(description.name, snapshot, read)
                            .description(description.help)
                            .baseUnit(description.unit)
                            .tags(all)
                            .register(registry)
                    : Gauge.builder(description.name, snapshot, read)
                            .description(description.help)
                            .baseUnit(description.unit)
                            .tags(all)
                            .register(registry);
            registrations.add(new Registration(registry, registered));
        }
    }

    /**
     * <em>Immutable.</em> The meters of one number.
     *
     * @param unit null for a plain number
     */
    private record Description(String name, Counter.Kind kind, String unit, String help) {}
}
