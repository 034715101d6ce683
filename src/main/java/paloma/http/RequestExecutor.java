package paloma.http;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import paloma.lifecycle.BoundedClose;
import paloma.lifecycle.Log;

/**
 * <em>Any thread.</em> Runs requests on two threads, each request within a timeout.
 * The JDK's server reads a request with blocking calls on the executor's thread, so that two slow clients would occupy
 * both threads. A request that exceeds the timeout is interrupted, which closes its connection ({@link
 * java.nio.channels.InterruptibleChannel}).
 */
final class RequestExecutor implements Executor, AutoCloseable {
    /** Requests that wait for a thread; the JDK's server closes the connection of a further one. */
    static final int MAX_WAITING = 32;

    private static final int THREADS = 2;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Duration timeout;
    private final ThreadPoolExecutor pool;

    RequestExecutor(Duration timeout) {
        this.timeout = timeout;
        AtomicInteger started = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                THREADS, THREADS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, "paloma-http-" + started.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** @throws java.util.concurrent.RejectedExecutionException when {@link #MAX_WAITING} requests wait, or after close */
    @Override
    public void execute(Runnable request) {
        pool.execute(() -> run(request));
    }

    private void run(Runnable request) {
        Thread thread = Thread.currentThread();
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletableFuture<Void> ended = done.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(timedOut -> {
                    thread.interrupt();
                    return null;
                });
        try {
            request.run();
        } catch (Throwable e) {
            // Also an Error: it costs this request only.
            Log.warn("an HTTP request was not answered", e);
        } finally {
            done.complete(null);
            // The interrupt of a timeout must not reach the next request, and the pool clears it before.
            ended.join();
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
        new BoundedClose(CLOSE_TIMEOUT).await(nanos -> pool.awaitTermination(nanos, TimeUnit.NANOSECONDS));
    }
}
