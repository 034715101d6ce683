package paloma.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import paloma.Handler;
import paloma.ServerListener;
import paloma.lifecycle.Log;
import paloma.lifecycle.PalomaThread;
import paloma.session.PeerSession;
import paloma.session.SessionCounters;

/**
 * <em>Reactor-owned.</em> A fixed number of daemon threads that run the handlers. Any thread may call {@code close},
 * {@code threads} and {@code calls}. The reactor hands over all sessions that became ready in a turn. A worker takes one
 * session at a time, so that no session waits behind a blocking handler while a worker is free.
 *
 * <p>Waking a thread costs about as much as handling a message. A second worker is therefore woken only after the first
 * has run {@value #SESSIONS_PER_WAKE_UP} sessions and others still wait, or when the oldest session has waited for 1
 * ms, as it does behind a blocking handler. From then on the pool is <em>contended</em> for 1 s: each hand-over wakes a
 * worker at once, as long as one is idle.
 *
 * <p>Reactor and workers yield once before they would sleep: the reactor after a hand-over, a worker when no session is
 * left. With a core for each thread this is a system call without effect. On a shared core it replaces most sleeps and
 * wake-ups, and lets the reactor receive more datagrams per turn.
 */
public final class WorkerPool implements HandlerExecutor {
    /** Sessions that a worker runs before it wakes another one. */
    static final int SESSIONS_PER_WAKE_UP = 8;

    private final Queue<PeerSession> ready = new ConcurrentLinkedQueue<>();
    private final List<Worker> workers = new ArrayList<>();
    private final IdleWorkers idle;
    private volatile boolean contended;
    private volatile boolean abandoning;
    private volatile boolean closed;

    /**
     * Starts {@code size} threads.
     *
     * @param counters worker {@code i} counts in slot {@code 1 + i}
     * @throws OutOfMemoryError when the system refuses a thread; those that were started end then
     */
    public WorkerPool(String name, int size, Handler handler, ServerListener listener, SessionCounters counters) {
        idle = new IdleWorkers(size);
        for (int i = 0; i < size; i++) {
            HandlerInvoker invoker = new HandlerInvoker(handler, listener, counters.worker(1 + i));
            workers.add(new Worker(name + "-" + (i + 1), i, invoker));
        }
        try {
            workers.forEach(Thread::start);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    @Override
    public void execute(Queue<PeerSession> more) {
        ready.addAll(more);
        more.clear();
        if (contended || idle.areAllIdle()) {
            wakeOne();
        }
        // On a shared core the workers finish before the reactor looks for the next datagrams.
        Thread.yield();
    }

    @Override
    public PeerSession oldest() {
        return ready.peek();
    }

    @Override
    public void setContended(boolean value) {
        contended = value;
        if (value) {
            wakeOne();
        }
    }

    private void wakeOne() {
        int index = idle.take();
        if (index >= 0) {
            LockSupport.unpark(workers.get(index));
        }
    }

    @Override
    public void abandonQueues(Consumer<PeerSession> visitor) {
        // A session between queue and worker is missed by both loops; its worker sees the flag.
        abandoning = true;
        ready.forEach(visitor);
        for (Worker worker : workers) {
            PeerSession session = worker.session;
            if (session != null) {
                visitor.accept(session);
            }
        }
    }

    /** The number of workers. */
    int size() {
        return workers.size();
    }

    /** Any thread: how often worker {@code index} began or ended a call of the handler; odd during a call. */
    long calls(int index) {
        return workers.get(index).invoker.calls();
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

    /** <em>Worker-owned while running.</em> Takes ready sessions, runs them, and releases them. */
    private final class Worker extends PalomaThread {
        private final int index;
        private final HandlerInvoker invoker;
        private volatile PeerSession session;
        private int sessionsSinceWakeUp;

        Worker(String name, int index, HandlerInvoker invoker) {
            super(name);
            this.index = index;
            this.invoker = invoker;
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
                    // Not thrown by a handler, which costs its message only: out of memory, or a bug. Other sessions
                    // are still served.
                    Log.error("a worker went on after an error", e);
                }
            }
        }

        private void runSession(PeerSession taken) {
            session = taken;
            try {
                runAndRelease(taken);
            } finally {
                session = null;
                // A handler may have interrupted its thread.
                interrupted();
            }
            taken.onReleased();
        }

        private void runAndRelease(PeerSession taken) {
            boolean released = false;
            while (!released) {
                if (abandoning) {
                    invoker.abandonQueue(taken);
                }
                released = !invoker.run(taken, !ready.isEmpty()) || requeue(taken);
            }
        }

        /**
         * Queues the session behind the others; false without memory for the queue's node. The caller then runs it on.
         */
        private boolean requeue(PeerSession taken) {
            try {
                return ready.add(taken);
            } catch (OutOfMemoryError e) {
                return false;
            }
        }

        /** Takes the next session, and wakes another worker when needed for those behind it; null at the end. */
        private PeerSession next() {
            PeerSession taken = ready.poll();
            if (taken == null) {
                invoker.flush();
                sessionsSinceWakeUp = 0;
                // Lets a reactor that yielded run: it may hand over more sessions, and the worker need not sleep.
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

        /** Sleeps until a session is ready; null when the pool is closed and the queue is empty. */
        private PeerSession await() {
            while (!closed) {
                idle.add(index);
                // A hand-over looks for idle workers after it has queued the session: one of the two threads sees the
                // other.
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
