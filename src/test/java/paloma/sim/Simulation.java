package paloma.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Counters;
import paloma.DropReason;
import paloma.FailReason;
import paloma.UnsentReason;
import paloma.lifecycle.PalomaThread;

/** Runs many worlds, each in one thread, and sums up their counters. */
public final class Simulation {
    /** Totals of a run of worlds. */
    record Result(long seeds, long received, long sends, long readPauses, Map<Enum<?>, Long> reasons, long trace) {
        /** The reasons that never occurred, except the one that ends a server. */
        List<Enum<?>> missing() {
            List<Enum<?>> missing = new ArrayList<>();
            for (Class<? extends Enum<?>> reasons :
                    List.of(DropReason.class, FailReason.class, UnsentReason.class, CloseReason.class)) {
                for (Enum<?> reason : reasons.getEnumConstants()) {
                    if (reason != DropReason.SERVER_FAILED && reasons().getOrDefault(reason, 0L) == 0) {
                        missing.add(reason);
                    }
                }
            }
            return missing;
        }

        @Override
        public String toString() {
            return String.format(
                    "%,d worlds, %,.1f virtual hours, %,d datagrams received, %,d sends, %,d read pauses; reasons: %s",
                    seeds, seeds * World.VIRTUAL_MINUTES / 60.0, received, sends, readPauses, reasons);
        }
    }

    /** A world that failed a check, with the check's message and the command that replays it. */
    static final class WorldError extends AssertionError {
        private static final long serialVersionUID = 1;

        WorldError(World world, Throwable cause) {
            super(
                    String.format(
                            "%s%s%n  in %s%n%s%d", CAUGHT_BY, violationIn(cause), world.scenario, REPLAY, world.seed),
                    cause);
        }

        /** The message of a check, wherever in the core it was thrown; else the error of the core. */
        private static String violationIn(Throwable cause) {
            for (Throwable error = cause; error != null; error = error.getCause()) {
                if (error instanceof Violation) {
                    return error.getMessage();
                }
            }
            return cause.toString();
        }
    }

    /** Starts the first line of a failure; the name of the check and its message follow. */
    static final String CAUGHT_BY = "caught by ";

    /** Starts the line with the command that replays a failure; the seed follows. */
    static final String REPLAY = "  again: make sim SEEDS=1 FIRST=";

    private Simulation() {}

    /** Runs the worlds of {@code seeds} seeds from {@code first} on; throws at the first failure. */
    static Result run(long first, long seeds) {
        Map<Enum<?>, Long> reasons = new LinkedHashMap<>();
        AtomicLong received = new AtomicLong();
        AtomicLong sends = new AtomicLong();
        AtomicLong bursts = new AtomicLong();
        AtomicLong trace = new AtomicLong();
        LongStream.range(first, first + seeds).parallel().forEach(seed -> {
            World world = new World(seed);
            List<Counters> lives = runWorld(world);
            bursts.addAndGet(world.readPauses);
            trace.addAndGet(world.trace());
            synchronized (reasons) {
                for (Counters counters : lives) {
                    received.addAndGet(counters.get(Counter.RECEIVED));
                    sends.addAndGet(counters.get(Counter.SENDS));
                    add(reasons, counters.dropped());
                    add(reasons, counters.failed());
                    add(reasons, counters.unsent());
                    add(reasons, counters.closed());
                }
            }
        });
        return new Result(seeds, received.get(), sends.get(), bursts.get(), reasons, trace.get());
    }

    /** Runs the world in a thread as the library has them: only those stage answers. */
    private static List<Counters> runWorld(World world) {
        FutureTask<List<Counters>> running = new FutureTask<>(world::run);
        new PalomaThread(running, "world-" + world.seed).start();
        try {
            return running.get();
        } catch (ExecutionException e) {
            throw new WorldError(world, e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a world runs", e);
        }
    }

    private static void add(Map<Enum<?>, Long> sums, Map<? extends Enum<?>, Long> counts) {
        counts.forEach((reason, count) -> sums.merge(reason, count, Long::sum));
    }

    /** {@code make sim}: the number of seeds, and the first seed. */
    public static void main(String[] args) {
        long start = System.nanoTime();
        long seeds = Long.parseLong(args[0]);
        long first = Long.parseLong(args[1]);
        if (seeds == 1) {
            System.out.println(new World(first).scenario);
        }
        try {
            Result result = run(first, seeds);
            System.out.printf("%s%n%.0f s; never: %s%n", result, (System.nanoTime() - start) / 1e9, result.missing());
        } catch (WorldError failure) {
            System.out.println(failure.getMessage());
            failure.getCause().printStackTrace();
            System.exit(1);
        }
    }
}
