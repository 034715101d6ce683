package paloma.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import paloma.session.Delivery;
import paloma.session.PeerSession;
import paloma.session.ReadyChain;

/**
 * A fixed number of daemon threads that run the handlers. <em>The reactor</em> hands over all sessions that became ready
 * in a turn at once, with one wake-up; a worker takes one session at a time, and wakes one more if others are left. So
 * a session never waits behind a handler that sleeps while a worker is free.
 */
final class WorkerPool implements Runners {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition available = lock.newCondition();
    // Guarded by lock.
    private final ReadyChain ready = new ReadyChain();
    private int idle;
    private boolean closed;

    private final List<Worker> workers = new ArrayList<>();

    /**
     * Starts {@code size} threads.
     *
     * @param deliveries makes the delivery of each worker, by its index from 0
     * @param onGivenBack runs on the worker after each session that was given back
     */
    WorkerPool(String name, int size, IntFunction<Delivery> deliveries, Runnable onGivenBack) {
        for (int i = 0; i < size; i++) {
            workers.add(new Worker(name + "-" + (i + 1), deliveries.apply(i), onGivenBack));
        }
        workers.forEach(Thread::start);
    }

    @Override
    public void handOver(ReadyChain more) {
        if (more.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            ready.addAll(more);
            wakeOne();
        } finally {
            lock.unlock();
        }
    }

    private void wakeOne() {
        if (idle > 0) {
            idle--;
            available.signal();
        }
    }

    @Override
    public void forEachScheduled(Consumer<PeerSession> visitor) {
        lock.lock();
        try {
            ready.forEach(visitor);
            for (Worker worker : workers) {
                PeerSession session = worker.session;
                if (session != null) {
                    visitor.accept(session);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many workers there are. */
    int size() {
        return workers.size();
    }

    /** Any thread: how often worker {@code index} took a session or gave one back; odd while it is with one. */
    long turn(int index) {
        lock.lock();
        try {
            return workers.get(index).turns;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean onRunner() {
        return Thread.currentThread() instanceof Worker worker && workers.contains(worker);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            idle = 0;
            available.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void join(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        for (Worker worker : workers) {
            worker.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        }
        for (Worker worker : workers) {
            worker.interrupt();
        }
    }

    private final class Worker extends Thread {
        private final Delivery delivery;
        private final Runnable onGivenBack;
        // What this worker runs; guarded by lock, so that a session is always seen either here or in ready.
        private PeerSession session;
        // Odd while this worker is with a session; guarded by lock.
        private long turns;

        Worker(String name, Delivery delivery, Runnable onGivenBack) {
            super(name);
            this.delivery = delivery;
            this.onGivenBack = onGivenBack;
            setDaemon(true);
        }

        @Override
        public void run() {
            boolean more = false;
            for (PeerSession taken = next(more); taken != null; taken = next(more)) {
                more = delivery.run(taken);
                // A handler may have interrupted its thread, which is not its own.
                interrupted();
                onGivenBack.run();
            }
        }

        /** Gives the session back, for another turn if there is {@code more} to do, and takes the next; null at the end. */
        private PeerSession next(boolean more) {
            lock.lock();
            try {
                if (more) {
                    ready.add(session);
                }
                if (session != null) {
                    session = null;
                    turns++;
                }
                while (ready.isEmpty() && !closed) {
                    idle++;
                    available.awaitUninterruptibly();
                }
                session = ready.take();
                if (session != null) {
                    turns++;
                }
                if (!ready.isEmpty()) {
                    wakeOne();
                }
                return session;
            } finally {
                lock.unlock();
            }
        }
    }
}
