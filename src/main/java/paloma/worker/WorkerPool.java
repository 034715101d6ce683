package paloma.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import paloma.lifecycle.Deadline;
import paloma.lifecycle.Log;
import paloma.lifecycle.PalomaThread;
import paloma.session.PeerSession;

/**
 * A fixed number of daemon threads that run the handlers. <em>The reactor</em> hands over all sessions that became ready
 * in a turn; a worker takes one session at a time, so that none waits behind a handler that blocks while a worker is
 * free.
 *
 * <p>Waking a thread costs about as much as a whole message, so a second worker is not woken for what the first will get to
 * in a moment: only when it has run {@value #SESSIONS_PER_WAKE_UP} sessions and others still wait, or when the reactor finds that the
 * oldest one has waited for a millisecond. That is what a handler that blocks looks like; for a second from then on the
 * pool is <em>eager</em>, and each hand-over wakes a worker at once as long as there is one.
 *
 * <p>Reactor and workers give way to each other, once, where they would otherwise go to sleep: the reactor after a hand-over,
 * a worker that finds nothing left. On a core of their own that is a system call without effect. On one they share, it
 * replaces most of the sleeping and waking, and lets the reactor receive many datagrams in a turn instead of few.
 */
public final class WorkerPool implements HandlerExecutor {
    /** Sessions that a worker runs before it has another one help. */
    static final int SESSIONS_PER_WAKE_UP = 8;
    /** How long the oldest session may wait before another worker is woken. */
    static final long MAX_WAIT_NANOS = 1_000_000;
    /** How long the pool stays eager. */
    static final long CONTENDED_NANOS = 1_000_000_000;

    private final Queue<PeerSession> ready = new ConcurrentLinkedQueue<>();
    private final List<Worker> workers = new ArrayList<>();
    private final IdleWorkers idle;
    private volatile boolean contended;
    private volatile boolean abandoning;
    private volatile boolean closed;

    // Reactor-owned.
    private PeerSession oldest;
    private long deadline = Deadline.NEVER;
    private long contendedUntil;

    /**
     * Starts {@code size} threads.
     *
     * @param deliveries makes the delivery of each worker, by its index from 0
     * @param onGivenBack runs on the worker after each session that was given back
     * @throws OutOfMemoryError when there are not as many threads to be had; those that were started end then
     */
    public WorkerPool(String name, int size, IntFunction<HandlerInvoker> deliveries, Runnable onGivenBack) {
        idle = new IdleWorkers(size);
        for (int i = 0; i < size; i++) {
            workers.add(new Worker(name + "-" + (i + 1), i, deliveries.apply(i), onGivenBack));
        }
        try {
            workers.forEach(Thread::start);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    @Override
    public void handOver(Queue<PeerSession> more, long now) {
        if (!more.isEmpty()) {
            ready.addAll(more);
            more.clear();
            if (contended || idle.areAllIdle()) {
                wakeOne();
            }
            // Where they share a core, the workers are through with this before the next datagrams are looked for.
            Thread.yield();
        }
        checkOldest(now);
    }

    /** Wakes one more worker when the oldest session is still the one that it was a while ago. */
    private void checkOldest(long now) {
        contended &= now < contendedUntil;
        PeerSession first = ready.peek();
        if (first == null || contended) {
            deadline = Deadline.NEVER;
        } else if (deadline == Deadline.NEVER) {
            oldest = first;
            deadline = now + MAX_WAIT_NANOS;
        } else if (now >= deadline) {
            contended = first == oldest;
            contendedUntil = now + CONTENDED_NANOS;
            oldest = first;
            deadline = contended ? Deadline.NEVER : now + MAX_WAIT_NANOS;
            if (contended) {
                wakeOne();
            }
        }
    }

    @Override
    public long deadline() {
        return deadline;
    }

    private void wakeOne() {
        int index = idle.take();
        if (index >= 0) {
            LockSupport.unpark(workers.get(index));
        }
    }

    @Override
    public void abandonQueues(Consumer<PeerSession> visitor) {
        // A session on its way from the queue to a worker is seen in neither; that worker sees the flag then.
        abandoning = true;
        ready.forEach(visitor);
        for (Worker worker : workers) {
            PeerSession session = worker.session;
            if (session != null) {
                visitor.accept(session);
            }
        }
    }

    /** How many workers there are. */
    int size() {
        return workers.size();
    }

    /** Any thread: how often worker {@code index} took a session or gave one back; odd while it is with one. */
    long turn(int index) {
        return workers.get(index).turns;
    }

    @Override
    public void close() {
        closed = true;
        workers.forEach(LockSupport::unpark);
    }

    @Override
    public List<Thread> threads() {
        return List.copyOf(workers);
    }

    private final class Worker extends PalomaThread {
        private final int index;
        private final HandlerInvoker invoker;
        private final Runnable onReleased;
        private volatile PeerSession session;
        // Odd while this worker is with a session.
        private volatile long turns;
        private int sessionsSinceWakeUp;

        Worker(String name, int index, HandlerInvoker delivery, Runnable onGivenBack) {
            super(name);
            this.index = index;
            this.invoker = delivery;
            this.onReleased = onGivenBack;
            setDaemon(true);
        }

        @Override
        public void run() {
            boolean more = true;
            while (more) {
                try {
                    PeerSession taken = next();
                    more = taken != null;
                    if (more) {
                        runSession(taken);
                    }
                } catch (Throwable e) {
                    // Not the handler's, which costs its message only: no memory, or a bug. The others are served on.
                    Log.error("a worker went on after an error", e);
                }
            }
        }

        private void runSession(PeerSession taken) {
            turns = turns + 1;
            session = taken;
            try {
                runAndRelease(taken);
            } finally {
                session = null;
                turns = turns + 1;
                // A handler may have interrupted its thread, which is not its own.
                interrupted();
            }
            onReleased.run();
        }

        private void runAndRelease(PeerSession taken) {
            boolean given = false;
            while (!given) {
                if (abandoning) {
                    invoker.abandonQueue(taken);
                }
                given = !invoker.run(taken) || requeue(taken);
            }
        }

        /** Queues the session behind the others; false without memory for its place there, so that it is run on. */
        private boolean requeue(PeerSession taken) {
            try {
                return ready.add(taken);
            } catch (OutOfMemoryError e) {
                return false;
            }
        }

        /** The next session, and another worker for those behind it if it takes one; null at the end. */
        private PeerSession next() {
            PeerSession taken = ready.poll();
            if (taken == null) {
                sessionsSinceWakeUp = 0;
                // The reactor's turn, should it have given way: with more to do at once, nobody need be put to sleep.
                Thread.yield();
                taken = ready.poll();
            }
            if (taken == null) {
                taken = await();
            }
            if (taken != null && !ready.isEmpty() && (contended || ++sessionsSinceWakeUp == SESSIONS_PER_WAKE_UP)) {
                sessionsSinceWakeUp = 0;
                wakeOne();
            }
            return taken;
        }

        /** Sleeps until there is a session; null when the pool is closed and nothing is left. */
        private PeerSession await() {
            while (!closed) {
                idle.add(index);
                // Whoever adds a session looks for idle workers behind that: one of the two sees the other.
                PeerSession taken = ready.poll();
                if (taken != null) {
                    idle.remove(index);
                    return taken;
                }
                while (idle.contains(index) && !closed) {
                    LockSupport.park(WorkerPool.this);
                    interrupted();
                }
                taken = ready.poll();
                if (taken != null) {
                    return taken;
                }
            }
            return ready.poll();
        }
    }
}
