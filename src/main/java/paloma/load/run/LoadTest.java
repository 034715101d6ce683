package paloma.load.run;

import java.io.IOException;
import java.net.InetSocketAddress;
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
import paloma.net.KernelDropMonitor;
import paloma.net.SocketDrops;

/**
 * <em>Any thread.</em> Runs a plan: connects its workers, starts them together, and merges their results.
 *
 * <p>A single worker runs in this process, several in separate processes.
 */
public final class LoadTest implements AutoCloseable {
    private static final long CONNECT_MILLIS = 60_000;

    /** <em>Immutable.</em> The server's socket, when it is on this machine. */
    private record ServerSocket(InetSocketAddress server) implements KernelDropMonitor.Sockets {
        @Override
        public OptionalLong drops() {
            return SocketDrops.SYSTEM.atServer(server);
        }
    }

    private final Plan plan;
    private final List<LoadWorker> workers = new ArrayList<>();
    private final ExecutorService threads;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private LoadTest(Plan plan, int processes) {
        this.plan = plan;
        // One thread for each worker and one for the server's figures.
        this.threads = Executors.newFixedThreadPool(processes + 1, task -> {
            Thread thread = new Thread(task, "paloma-load-worker");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A load test of {@code processes} workers. */
    public static LoadTest of(Plan plan, int processes) throws IOException {
        if (processes == 1) {
            return of(plan, MessageListener.NONE);
        }
        LoadTest test = new LoadTest(plan, processes);
        try {
            for (int i = 0; i < processes; i++) {
                test.workers.add(RemoteWorker.start(plan, plan.range(i, processes)));
            }
        } catch (Throwable e) {
            Cleanup.after(e, test);
            throw e;
        }
        return test;
    }

    /** A load test of one worker in this process. {@code listener} receives the outcome of each measured message. */
    public static LoadTest of(Plan plan, MessageListener listener) {
        LoadTest test = new LoadTest(plan, 1);
        test.workers.add(new LocalWorker(plan, plan.range(0, 1), listener, System::nanoTime));
        return test;
    }

    /**
     * Runs the whole plan. The sockets stay open until {@link #close}.
     *
     * @param startedServer the server process, if the run has started it
     * @param progress called from several threads, one at a time, with the progress of all workers
     */
    public LoadReport run(Optional<ServerProcess> startedServer, Consumer<ProgressSnapshot> progress)
            throws LoadException, IOException, InterruptedException {
        // Before the sockets are opened: the kernel's list grows with them.
        KernelDropMonitor drops = KernelDropMonitor.of(new ServerSocket(plan.server()));
        List<Callable<Void>> connects = new ArrayList<>();
        for (LoadWorker worker : workers) {
            connects.add(() -> {
                worker.connect();
                return null;
            });
        }
        all(connects, CONNECT_MILLIS);
        ServerStats atStart = new ServerStats(drops.get(), cpuNanos(startedServer));
        // The wall clock, for the report only.
        long startedAtMillis =
                System.currentTimeMillis() + plan.profile().warmup().toMillis();
        List<Callable<Result>> runs = new ArrayList<>();
        AtomicReferenceArray<ProgressSnapshot> snapshots = new AtomicReferenceArray<>(workers.size());
        for (int i = 0; i < workers.size(); i++) {
            int index = i;
            LoadWorker worker = workers.get(i);
            runs.add(() -> worker.run(snapshot -> {
                snapshots.set(index, snapshot);
                notifyListener(progress, snapshots);
            }));
        }
        progress.accept(ProgressSnapshot.NONE);
        Future<ServerStats> beforeMeasurement = threads.submit(() -> beforeMeasurement(startedServer, drops, atStart));
        Result result = all(runs, plan.maxMillis() + CONNECT_MILLIS).stream()
                .reduce(Result::plus)
                .orElseThrow();
        stopped.countDown();
        ServerStats before = resultOf(beforeMeasurement);
        ServerStats server = new ServerStats(
                ResultRecorder.difference(drops.listed(), before.drops()),
                ResultRecorder.difference(cpuNanos(startedServer), before.cpuNanos()));
        return new LoadReport(plan, workers.size(), startedAtMillis, result, server);
    }

    private static OptionalLong cpuNanos(Optional<ServerProcess> startedServer) {
        return startedServer.map(ServerProcess::cpuNanos).orElse(OptionalLong.empty());
    }

    /** Waits for the end of the warm-up and reads the server's figures; {@code atStart} without a warm-up. */
    private ServerStats beforeMeasurement(
            Optional<ServerProcess> startedServer, KernelDropMonitor monitor, ServerStats atStart)
            throws InterruptedException {
        long waitNanos = plan.profile().warmup().toNanos() - ResultRecorder.DROPS_NANOS;
        if (waitNanos <= 0) {
            return atStart;
        }
        stopped.await(waitNanos, TimeUnit.NANOSECONDS);
        OptionalLong drops = monitor.get();
        stopped.await(ResultRecorder.DROPS_NANOS, TimeUnit.NANOSECONDS);
        return new ServerStats(drops, cpuNanos(startedServer));
    }

    /** Ends {@link #run} early; it returns the result so far. */
    public void stop() {
        stopped.countDown();
        workers.forEach(LoadWorker::stop);
    }

    /** Sends every client's goodbye, closes the sockets, and ends the processes. */
    @Override
    public void close() {
        RuntimeException failure = null;
        for (LoadWorker worker : workers) {
            try {
                worker.close();
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        threads.shutdownNow();
        if (failure != null) {
            throw failure;
        }
    }

    /** Runs all tasks concurrently; the failure of one stops the test. */
    private <T> List<T> all(List<Callable<T>> tasks, long limitMillis)
            throws LoadException, IOException, InterruptedException {
        List<Callable<T>> stoppingTasks = new ArrayList<>();
        for (Callable<T> task : tasks) {
            stoppingTasks.add(() -> {
                try {
                    return task.call();
                } catch (Throwable e) {
                    stop();
                    throw e;
                }
            });
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : threads.invokeAll(stoppingTasks, limitMillis, TimeUnit.MILLISECONDS)) {
            results.add(resultOf(future));
        }
        return results;
    }

    private static <T> T resultOf(Future<T> future) throws LoadException, IOException, InterruptedException {
        try {
            return future.get();
        } catch (CancellationException e) {
            throw new LoadException(LoadException.Problem.WORKER_ENDED, "?");
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
            Consumer<ProgressSnapshot> progress, AtomicReferenceArray<ProgressSnapshot> snapshots) {
        ProgressSnapshot sum = ProgressSnapshot.NONE;
        for (int i = 0; i < snapshots.length(); i++) {
            sum = snapshots.get(i) == null ? sum : sum.plus(snapshots.get(i));
        }
        progress.accept(sum);
    }
}
