package paloma.server;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import paloma.ServerListener;
import paloma.reactor.Endpoint;
import paloma.reactor.TurnedReactor;
import paloma.session.SessionCounters;
import paloma.worker.HandlerExecutor;
import paloma.worker.HandlerInvoker;
import paloma.worker.InlineExecutor;

/** A turn of an echo server with {@code workers(0)} and an in-memory transport: no kernel. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class TurnBenchmark {
    /** Datagrams received in each turn. */
    @Param({"1", "8", "64"})
    public int datagrams;

    private TurnedReactor reactor;

    @Setup
    public void open() throws IOException {
        ServerOptions options = ServerOptions.on(8_080).withWorkers(0);
        reactor = new TurnedReactor(datagrams);
        Endpoint endpoint = reactor.endpoint();
        SessionCounters counters = new SessionCounters(2);
        HandlerExecutor executor = new InlineExecutor(new HandlerInvoker(
                (session, message) -> session.send(message), ServerListener.LOGGING, counters.worker(1)));
        Shard.Environment environment = Shard.Environment.of(options, endpoint, Instant.now());
        new Shard(endpoint, options, counters, executor, environment).start(cause -> {});
    }

    /** Nanoseconds per turn, not per message. */
    @Benchmark
    public void turn() throws IOException {
        reactor.turn();
    }
}
