package paloma.soak;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import paloma.Counter;
import paloma.Counters;
import paloma.DropReason;
import paloma.FailReason;
import paloma.house.Timeouts;
import paloma.server.Server;

/**
 * Server and clients in one process for a long time: their memory must not grow, and in the end all must be
 * counted. {@code make soak MINUTES=60}.
 */
final class Soak {
    private static final Duration TICK = Duration.ofMillis(20);
    private static final int SAMPLES = 60;

    private final PrintStream out;
    private final List<Sample> samples = new ArrayList<>();

    Soak(PrintStream out) {
        this.out = out;
    }

    /** {@code make soak}. */
    public static void main(String[] args) throws Exception {
        Soak soak = new Soak(System.out);
        List<String> wrong = new ArrayList<>(soak.run(Duration.ofMinutes(Integer.parseInt(args[0]))));
        wrong.addAll(new Trend(soak.samples).growth());
        wrong.forEach(line -> System.out.println("WRONG: " + line));
        System.out.println(wrong.isEmpty() ? "flat, and all accounted for" : wrong.size() + " things are wrong");
        System.exit(wrong.isEmpty() ? 0 : 1);
    }

    /** Soaks for {@code time}; returns the mismatches. */
    List<String> run(Duration time) throws Exception {
        try (Server server = SoakServer.open();
                Traffic traffic = new Traffic(server.localAddress())) {
            ScheduledExecutorService peers =
                    Executors.newSingleThreadScheduledExecutor(r -> new Thread(r, "soak-peers"));
            try {
                ScheduledFuture<?> ticking =
                        peers.scheduleAtFixedRate(traffic::tick, 0, TICK.toNanos(), TimeUnit.NANOSECONDS);
                sample(server, traffic, ticking, time);
                ticking.cancel(false);
            } finally {
                peers.shutdown();
                peers.awaitTermination(1, TimeUnit.MINUTES);
            }
            Awaitility.await().atMost(Timeouts.LIMIT).until(traffic::isQuiet);
            return settle(server, traffic);
        }
    }

    private void sample(Server server, Traffic traffic, ScheduledFuture<?> ticking, Duration time) throws Exception {
        long startedAt = System.nanoTime();
        long interval = time.toNanos() / SAMPLES;
        for (int i = 1; i <= SAMPLES; i++) {
            try {
                ticking.get(startedAt + i * interval - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (java.util.concurrent.TimeoutException due) {
                Sample sample = Sample.take();
                samples.add(sample);
                Counters counters = server.counters();
                out.printf(
                        Locale.ROOT,
                        "%3d of %d: %s; %,d answered, %,d lost, %d sessions live%n",
                        i,
                        SAMPLES,
                        sample,
                        traffic.answered(),
                        traffic.lost(),
                        counters.get(Counter.LIVE));
            }
        }
    }

    private List<String> settle(Server server, Traffic traffic) throws IOException {
        traffic.close();
        server.close();
        Counters counters = server.counters();
        out.println(counters);
        List<String> wrong = new ArrayList<>();
        if (!counters.balanced() || !counters.atRest() || !server.drainedInTime()) {
            wrong.add("the account does not balance, or the drain ran out of time");
        }
        long received = counters.get(Counter.RECEIVED) + server.kernelDrops().orElse(0);
        if (traffic.sent() != received) {
            wrong.add("the peers sent " + traffic.sent() + " datagrams, and the server knows of " + received);
        }
        long unanswered = server.kernelDrops().orElse(0) + unanswered(counters);
        if (traffic.answered() == 0 || traffic.lost() > unanswered) {
            wrong.add(traffic.lost() + " requests were lost, " + traffic.answered()
                    + " answered, and the server knows of " + unanswered);
        }
        return wrong;
    }

    /** Messages of sessions that were evicted, or idle, before a worker of a busy machine handled them. */
    private static long unanswered(Counters counters) {
        return counters.failed().get(FailReason.CLOSED_BEFORE_HANDLED)
                + counters.dropped().get(DropReason.SESSION_CLOSING);
    }
}
