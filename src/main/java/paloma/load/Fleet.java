package paloma.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import paloma.kernel.UdpSockets;

/**
 * <em>Any thread.</em> All crews of a run: connects them, starts them together, and merges what they found out. One
 * crew plays in this process; several play in processes of their own.
 */
public final class Fleet implements AutoCloseable {
    private static final long CONNECT_MILLIS = 60_000;

    private final Plan plan;
    private final List<Crew> crews = new ArrayList<>();
    private final ExecutorService threads;

    private Fleet(Plan plan, int processes) {
        this.plan = plan;
        this.threads = Executors.newFixedThreadPool(processes, task -> {
            Thread thread = new Thread(task, "paloma-load-crew");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A fleet of {@code processes} crews, which start and wait. */
    public static Fleet of(Plan plan, int processes) throws IOException {
        Fleet fleet = new Fleet(plan, processes);
        if (processes == 1) {
            fleet.crews.add(new Rig(plan, plan.share(0, 1)));
            return fleet;
        }
        try {
            for (int i = 0; i < processes; i++) {
                fleet.crews.add(RigProcess.start(plan, plan.share(i, processes)));
            }
        } catch (IOException e) {
            fleet.close();
            throw e;
        }
        return fleet;
    }

    /**
     * Plays the whole plan. The sockets are open still when this returns, as {@link #close} closes them.
     *
     * @param progress hears from several threads, one at a time, what all have counted up to now
     */
    public Report play(Consumer<Counts> progress) throws LoadException, IOException, InterruptedException {
        List<Callable<Void>> connects = new ArrayList<>();
        List<Callable<Result>> runs = new ArrayList<>();
        AtomicReferenceArray<Counts> counted = new AtomicReferenceArray<>(crews.size());
        for (int i = 0; i < crews.size(); i++) {
            int me = i;
            Crew crew = crews.get(i);
            connects.add(() -> {
                crew.connect();
                return null;
            });
            runs.add(() -> crew.run(counts -> {
                counted.set(me, counts);
                tell(progress, counted);
            }));
        }
        all(connects, CONNECT_MILLIS);
        OptionalLong dropsBefore = serverDrops();
        Result result = all(runs, plan.longestMillis() + CONNECT_MILLIS).stream()
                .reduce(Result::plus)
                .orElseThrow();
        OptionalLong dropsAfter = serverDrops();
        return new Report(
                plan,
                result,
                dropsBefore.isPresent() && dropsAfter.isPresent()
                        ? OptionalLong.of(dropsAfter.getAsLong() - dropsBefore.getAsLong())
                        : OptionalLong.empty());
    }

    /** Ends {@link #play} early; it returns what there is. */
    public void stop() {
        crews.forEach(Crew::stop);
    }

    /** Lets all clients say goodbye, closes their sockets and ends their processes. */
    @Override
    public void close() {
        crews.forEach(Crew::close);
        threads.shutdownNow();
    }

    /** Does all of it side by side; what one cannot do ends the others too. */
    private <T> List<T> all(List<Callable<T>> tasks, long limitMillis)
            throws LoadException, IOException, InterruptedException {
        List<Callable<T>> together = new ArrayList<>();
        for (Callable<T> task : tasks) {
            together.add(() -> {
                try {
                    return task.call();
                } catch (Exception e) {
                    stop();
                    throw e;
                }
            });
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : threads.invokeAll(together, limitMillis, TimeUnit.MILLISECONDS)) {
            results.add(resultOf(future));
        }
        return results;
    }

    private static <T> T resultOf(Future<T> future) throws LoadException, IOException, InterruptedException {
        try {
            return future.get();
        } catch (CancellationException e) {
            throw new LoadException(LoadException.Problem.PART_ENDED, "?");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LoadException problem) {
                throw problem;
            }
            if (e.getCause() instanceof IOException problem) {
                throw problem;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static synchronized void tell(Consumer<Counts> progress, AtomicReferenceArray<Counts> counted) {
        Counts sum = Counts.NONE;
        for (int i = 0; i < counted.length(); i++) {
            sum = counted.get(i) == null ? sum : sum.plus(counted.get(i));
        }
        progress.accept(sum);
    }

    private OptionalLong serverDrops() {
        return UdpSockets.now().dropsAtServer(plan.server());
    }
}
