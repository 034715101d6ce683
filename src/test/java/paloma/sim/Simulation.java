package paloma.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import paloma.CloseReason;
import paloma.Counters;
import paloma.DropReason;
import paloma.FailReason;
import paloma.UnsentReason;

/** Runs many worlds, each in one thread, and adds up what happened in them. */
public final class Simulation {
    /** What a run of worlds came to. */
    record Result(long seeds, long received, long sends, long readPauses, Map<Enum<?>, Long> reasons, long trace) {
        /** The reasons that never occurred, but for the one that ends a server. */
        List<Enum<?>> missing() {
            List<Enum<?>> missed = new ArrayList<>();
            for (Class<? extends Enum<?>> reasons :
                    List.of(DropReason.class, FailReason.class, UnsentReason.class, CloseReason.class)) {
                for (Enum<?> reason : reasons.getEnumConstants()) {
                    if (reason != DropReason.SERVER_FAILED && reasons().getOrDefault(reason, 0L) == 0) {
                        missed.add(reason);
                    }
                }
            }
            return missed;
        }

        @Override
        public String toString() {
            return String.format(
                    "%,d worlds, %,.1f virtual hours, %,d datagrams received, %,d sends, %,d rushes; reasons: %s",
                    seeds, seeds * World.VIRTUAL_MINUTES / 60.0, received, sends, readPauses, reasons);
        }
    }

    /** A world in which something went wrong, with the check that saw it and what it takes to see it again. */
    static final class WorldError extends AssertionError {
        private static final long serialVersionUID = 1;

        WorldError(World world, Throwable cause) {
            super(
                    String.format(
                            "%s%s%n  in %s%n%s%d", CAUGHT_BY, violationIn(cause), world.scenario, REPLAY, world.seed),
                    cause);
        }

        /** What a check said, wherever in the core it was thrown; else the error of the core itself. */
        private static String violationIn(Throwable cause) {
            for (Throwable at = cause; at != null; at = at.getCause()) {
                if (at instanceof Violation) {
                    return at.getMessage();
                }
            }
            return cause.toString();
        }
    }

    /** The first line of a failure begins with it, and is followed by the name of the check and what it saw. */
    static final String CAUGHT_BY = "caught by ";

    /** The line of a failure that says what to type; the seed follows. */
    static final String REPLAY = "  again: make sim SEEDS=1 FIRST=";

    private Simulation() {}

    /** Runs the worlds of {@code seeds} seeds from {@code first} on; throws at the first that fails. */
    static Result run(long first, long seeds) {
        Map<Enum<?>, Long> reasons = new LinkedHashMap<>();
        AtomicLong received = new AtomicLong();
        AtomicLong sends = new AtomicLong();
        AtomicLong rushes = new AtomicLong();
        AtomicLong trace = new AtomicLong();
        LongStream.range(first, first + seeds).parallel().forEach(seed -> {
            World world = new World(seed);
            List<Counters> lives = runWorld(world);
            rushes.addAndGet(world.readPauses);
            trace.addAndGet(world.trace());
            synchronized (reasons) {
                for (Counters counters : lives) {
                    received.addAndGet(counters.received());
                    sends.addAndGet(counters.sends());
                    add(reasons, counters.dropped());
                    add(reasons, counters.failed());
                    add(reasons, counters.unsent());
                    add(reasons, counters.closed());
                }
            }
        });
        return new Result(seeds, received.get(), sends.get(), rushes.get(), reasons, trace.get());
    }

    private static List<Counters> runWorld(World world) {
        try {
            return world.run();
        } catch (RuntimeException | Error e) {
            throw new WorldError(world, e);
        }
    }

    private static void add(Map<Enum<?>, Long> sums, Map<? extends Enum<?>, Long> counts) {
        counts.forEach((reason, count) -> sums.merge(reason, count, Long::sum));
    }

    /** {@code make sim}: the number of seeds, and the first. */
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
