package paloma.server;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import paloma.session.PeerSession;
import paloma.worker.HandlerExecutor;
import paloma.worker.HandlerInvoker;

/** One worker that the test runs, and can hold between taking a step and running it. */
final class HeldExecutor implements HandlerExecutor {
    private final HandlerInvoker delivery;
    private final Queue<PeerSession> ready = new ArrayDeque<>();
    private PeerSession running;
    private boolean closed;
    /** Thrown by {@link #execute}, as in a JVM without memory. */
    Error error;
    /** Thrown by {@link #cutOff}, as a bug. */
    RuntimeException bug;

    HeldExecutor(HandlerInvoker delivery) {
        this.delivery = delivery;
    }

    /** Runs one ready session; false when there is none. */
    boolean runOne() {
        PeerSession session = ready.poll();
        if (session == null) {
            return false;
        }
        if (delivery.run(session, false)) {
            ready.add(session);
        }
        session.onReleased();
        return true;
    }

    /** Runs until no session is ready. */
    void runAll() {
        while (runOne()) {
            // Each run is one step.
        }
    }

    /** Takes the next step of the first ready session, whose handler counts as running until {@link #goOn}. */
    void hold() {
        running = ready.poll();
        delivery.begin(running, false);
        delivery.next();
    }

    /** Runs the handler of the held step, and the steps after it. */
    void goOn() {
        delivery.call();
        while (delivery.next()) {
            delivery.call();
        }
        if (delivery.finish()) {
            ready.add(running);
        }
        running.onReleased();
        running = null;
    }

    boolean isEmpty() {
        return ready.isEmpty();
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void execute(Queue<PeerSession> more) {
        if (error != null) {
            throw error;
        }
        ready.addAll(more);
        more.clear();
    }

    @Override
    public void abandonQueues(Consumer<PeerSession> visitor) {
        if (bug != null) {
            throw bug;
        }
        ready.forEach(visitor);
        if (running != null) {
            visitor.accept(running);
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public List<Thread> threads() {
        return List.of();
    }
}
