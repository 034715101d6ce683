package paloma.session;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
import paloma.Limits;
import paloma.net.Source;

/**
 * Look-up time among sessions of random sources, and of sources with the same
 * {@link InetSocketAddress#hashCode()}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class LookupBenchmark {
    private static final int SESSIONS = 4_096;

    @Param({"IPV4", "IPV6"})
    private Family family;

    @Param({"RANDOM", "COLLIDING"})
    private Choice choice;

    @Param({"SESSION_TABLE", "HASH_MAP"})
    private Kind kind;

    private final Source[] known = new Source[SESSIONS];
    private final Source[] unknown = new Source[SESSIONS];
    private Function<Source, Object> lookup;
    private int next;

    /** The address family of the sources. */
    public enum Family {
        IPV4,
        IPV6
    }

    /** How the sources are chosen. */
    public enum Choice {
        RANDOM,
        COLLIDING
    }

    /** The map under test. */
    public enum Kind {
        SESSION_TABLE,
        HASH_MAP
    }

    @Setup
    public void fill() {
        Random random = new Random(1);
        Map<InetSocketAddress, PeerSession> map = new HashMap<>();
        SessionTable table = new SessionTable(Limits.DEFAULTS, Duration.ofMinutes(5));
        for (int i = 0; i < SESSIONS; i++) {
            InetSocketAddress source = source(2 * i, random);
            map.put(source, table.open(source, BenchmarkSources.OUTPUT, i));
            // Equal, but another object, as for each datagram.
            known[i] = withObject(BenchmarkSources.source(source.getAddress().getAddress(), source.getPort()));
            unknown[i] = withObject(source(2 * i + 1, random));
        }
        shuffle(known, random);
        shuffle(unknown, random);
        lookup = kind == Kind.HASH_MAP ? source -> map.get(source.address()) : table::find;
    }

    /** Finds an open session. */
    @Benchmark
    public Object find() {
        return lookup.apply(known[next = next + 1 & SESSIONS - 1]);
    }

    /** Looks up a source without a session. */
    @Benchmark
    public Object miss() {
        return lookup.apply(unknown[next = next + 1 & SESSIONS - 1]);
    }

    private InetSocketAddress source(int number, Random random) {
        boolean chosen = choice == Choice.COLLIDING;
        if (family == Family.IPV4) {
            // The JDK adds the port to the address.
            return chosen
                    ? BenchmarkSources.ipv4(0x0A000000 + number, 50_000 - number)
                    : BenchmarkSources.ipv4(random.nextInt(), 1_024 + random.nextInt(60_000));
        }
        // The JDK adds the four words of the address to the port.
        ByteBuffer six = ByteBuffer.allocate(16).putInt(0x20010db8);
        if (chosen) {
            six.putInt(number).putInt(-number).putInt(1);
        } else {
            six.putInt(random.nextInt()).putLong(random.nextLong());
        }
        return BenchmarkSources.source(six.array(), 5_000);
    }

    private static Source withObject(InetSocketAddress address) {
        Source source = new Source();
        source.set(address);
        return source;
    }

    private static void shuffle(Source[] sources, Random random) {
        for (int i = sources.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            Source source = sources[i];
            sources[i] = sources[other];
            sources[other] = source;
        }
    }
}
