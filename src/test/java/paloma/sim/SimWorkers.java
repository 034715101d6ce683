package paloma.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import paloma.session.PeerSession;
import paloma.session.SessionCounters;
import paloma.worker.HandlerExecutor;
import paloma.worker.HandlerInvoker;

/** Workers in virtual time: each takes a session, runs its steps with a delay before each, and releases it. */
final class SimWorkers implements HandlerExecutor {
    private final VirtualTime time;
    private final LongSupplier stepNanos;
    private final Runnable afterStep;
    private final Queue<PeerSession> ready = new ArrayDeque<>();
    private final List<Worker> workers = new ArrayList<>();
    private final Set<PeerSession> running = Collections.newSetFromMap(new IdentityHashMap<>());

    /**
     * @param stepNanos the delay of a worker before its next step, in nanoseconds
     * @param afterStep called after each step
     */
    SimWorkers(VirtualTime time, LongSupplier stepNanos, Runnable afterStep) {
        this.time = time;
        this.stepNanos = stepNanos;
        this.afterStep = afterStep;
    }

    /** Adds the invokers of {@code n} workers; called once. */
    void employ(int n, SimHandler handler, SessionCounters counters) {
        for (int i = 1; i <= n; i++) {
            workers.add(new Worker(new HandlerInvoker(handler, handler, counters.worker(i))));
        }
    }

    @Override
    public void execute(Queue<PeerSession> more) {
        ready.addAll(more);
        more.clear();
        workers.forEach(Worker::wake);
    }

    @Override
    public void abandonQueues(Consumer<PeerSession> visitor) {
        ready.forEach(visitor);
        running.forEach(visitor);
    }

    @Override
    public void close() {
        // No threads.
    }

    @Override
    public List<Thread> threads() {
        return List.of();
    }

    /** Whether all workers are idle. */
    boolean isIdle() {
        return ready.isEmpty() && running.isEmpty();
    }

    private final class Worker {
        private final HandlerInvoker invoker;
        private PeerSession session;
        private boolean awake;

        Worker(HandlerInvoker invoker) {
            this.invoker = invoker;
        }

        void wake() {
            if (!awake && !ready.isEmpty()) {
                awake = true;
                time.scheduleIn(stepNanos.getAsLong() / 8, this::take);
            }
        }

        private void take() {
            session = ready.poll();
            if (session == null) {
                invoker.flush();
                awake = false;
                return;
            }
            Violation.unless(running.add(session), "one worker", "two workers run one session");
            invoker.begin(session, !ready.isEmpty());
            next();
        }

        private void next() {
            boolean due = invoker.next();
            if (due) {
                time.scheduleIn(stepNanos.getAsLong(), this::call);
            } else {
                release();
            }
            afterStep.run();
        }

        private void call() {
            invoker.call();
            afterStep.run();
            next();
        }

        private void release() {
            running.remove(session);
            if (invoker.finish()) {
                ready.add(session);
            }
            session.onReleased();
            session = null;
            time.scheduleIn(0, this::take);
        }
    }
}
