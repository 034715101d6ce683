package paloma.load.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import paloma.lifecycle.Cleanup;
import paloma.load.engine.MessageListener;
import paloma.load.plan.Plan;
import paloma.load.report.LoadReport;
import paloma.load.report.ProgressSnapshot;
import paloma.load.report.Result;
import paloma.load.report.ServerStats;
import paloma.net.UdpErrors;
import paloma.net.UdpSockets;

/**
 * <em>Any thread.</em> All crews of a run: connects them, starts them together, and merges what they found out. One
 * crew plays in this process; several play in processes of their own.
 */
public final class LoadTest implements AutoCloseable {
    private static final long CONNECT_MILLIS = 60_000;

    private final Plan plan;
    private final List<LoadWorker> workers = new ArrayList<>();
    private final ExecutorService threads;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private LoadTest(Plan plan, int processes) {
        this.plan = plan;
        // One more for the task that watches the server.
        this.threads = Executors.newFixedThreadPool(processes + 1, task -> {
            Thread thread = new Thread(task, "paloma-load-crew");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A load test of {@code processes} workers. */
    public static LoadTest of(Plan plan, int processes) throws IOException {
        if (processes == 1) {
            return of(plan, MessageListener.NONE);
        }
        LoadTest fleet = new LoadTest(plan, processes);
        try {
            for (int i = 0; i < processes; i++) {
                fleet.workers.add(RemoteWorker.start(plan, plan.range(i, processes)));
            }
        } catch (Throwable e) {
            Cleanup.after(e, fleet);
            throw e;
        }
        return fleet;
    }

    /** A load test of one worker in this process, whose messages are all reported to {@code pings}. */
    public static LoadTest of(Plan plan, MessageListener pings) {
        LoadTest fleet = new LoadTest(plan, 1);
        fleet.workers.add(new LocalWorker(plan, plan.range(0, 1), pings, System::nanoTime));
        return fleet;
    }

    /**
     * Runs the whole plan. The sockets stay open until {@link #close}.
     *
     * @param own the server, if the run has started it
     * @param progress called from several threads, one at a time, with the progress of all workers
     */
    public LoadReport play(Optional<ServerProcess> own, Consumer<ProgressSnapshot> progress)
            throws LoadException, IOException, InterruptedException {
        // Before there are thousands of sockets: finding one among them is slow.
        KernelDropMonitor drops =
                KernelDropMonitor.of(() -> UdpSockets.now().dropsAtServer(plan.server()), UdpErrors::now);
        List<Callable<Void>> connects = new ArrayList<>();
        for (LoadWorker crew : workers) {
            connects.add(() -> {
                crew.connect();
                return null;
            });
        }
        all(connects, CONNECT_MILLIS);
        ServerStats atFirst = new ServerStats(drops.get(), cpuNanos(own));
        // The time of the run for its report; nothing is measured by it.
        long startedAtMillis =
                System.currentTimeMillis() + plan.profile().warmup().toMillis();
        List<Callable<Result>> runs = new ArrayList<>();
        AtomicReferenceArray<ProgressSnapshot> moments = new AtomicReferenceArray<>(workers.size());
        for (int i = 0; i < workers.size(); i++) {
            int me = i;
            LoadWorker crew = workers.get(i);
            runs.add(() -> crew.run(moment -> {
                moments.set(me, moment);
                notifyListener(progress, moments);
            }));
        }
        progress.accept(ProgressSnapshot.NONE);
        Future<ServerStats> beforeFirst = threads.submit(() -> beforeFirstThatCounts(own, drops, atFirst));
        Result result = all(runs, plan.maxMillis() + CONNECT_MILLIS).stream()
                .reduce(Result::plus)
                .orElseThrow();
        stopped.countDown();
        ServerStats before = resultOf(beforeFirst);
        ServerStats server = new ServerStats(
                ResultRecorder.difference(drops.listed(), before.drops()),
                ResultRecorder.difference(cpuNanos(own), before.cpuNanos()));
        return new LoadReport(plan, workers.size(), startedAtMillis, result, server);
    }

    private static OptionalLong cpuNanos(Optional<ServerProcess> own) {
        return own.map(ServerProcess::cpuNanos).orElse(OptionalLong.empty());
    }

    /** Waits for the end of the warm-up, or of the run, and reads the server's figures shortly before. */
    private ServerStats beforeFirstThatCounts(Optional<ServerProcess> own, KernelDropMonitor watch, ServerStats atFirst)
            throws InterruptedException {
        long early = plan.profile().warmup().toNanos() - ResultRecorder.DROPS_NANOS;
        if (early <= 0) {
            return atFirst;
        }
        stopped.await(early, TimeUnit.NANOSECONDS);
        OptionalLong drops = watch.get();
        stopped.await(ResultRecorder.DROPS_NANOS, TimeUnit.NANOSECONDS);
        return new ServerStats(drops, cpuNanos(own));
    }

    /** Ends {@link #play} early; it returns the result so far. */
    public void stop() {
        stopped.countDown();
        workers.forEach(LoadWorker::stop);
    }

    /** Sends every client's goodbye, closes the sockets, and ends the processes. */
    @Override
    public void close() {
        RuntimeException failed = null;
        for (LoadWorker crew : workers) {
            try {
                crew.close();
            } catch (RuntimeException e) {
                failed = e;
            }
        }
        threads.shutdownNow();
        if (failed != null) {
            throw failed;
        }
    }

    /** Runs all tasks concurrently; a failure of one ends the others. */
    private <T> List<T> all(List<Callable<T>> tasks, long limitMillis)
            throws LoadException, IOException, InterruptedException {
        List<Callable<T>> together = new ArrayList<>();
        for (Callable<T> task : tasks) {
            together.add(() -> {
                try {
                    return task.call();
                } catch (Throwable e) {
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

    private static synchronized void notifyListener(
            Consumer<ProgressSnapshot> progress, AtomicReferenceArray<ProgressSnapshot> moments) {
        ProgressSnapshot sum = ProgressSnapshot.NONE;
        for (int i = 0; i < moments.length(); i++) {
            sum = moments.get(i) == null ? sum : sum.plus(moments.get(i));
        }
        progress.accept(sum);
    }
}
