package paloma.server;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import paloma.Session;
import paloma.reactor.Endpoint;
import paloma.session.PeerSession;
import paloma.session.SessionTable;

/**
 * <em>Any thread</em> asks, the reactor answers: walks over all sessions, one after the other, each in bounded steps, one step
 * a turn. The queue is bounded; what does not fit is refused at once.
 */
final class Commands {
    private static final int MOST = 1_024;
    private static final int BUCKETS_PER_STEP = 256;

    private final SessionTable table;
    private final Endpoint endpoint;
    private final Queue<Walk> asked = new ArrayBlockingQueue<>(MOST);
    private volatile boolean closed;
    private Walk current;

    Commands(SessionTable table, Endpoint endpoint) {
        this.table = table;
        this.endpoint = endpoint;
    }

    /** The live sessions in the order in which they opened. */
    CompletableFuture<List<Session>> sessions() {
        List<PeerSession> found = new ArrayList<>();
        Walk walk = new Walk() {
            @Override
            boolean mayStep() {
                return true;
            }

            @Override
            void visit(PeerSession session) {
                found.add(session);
            }
        };
        return ask(walk).thenApply(done -> {
            found.sort(Comparator.comparingLong(PeerSession::openedAtNanos));
            return List.copyOf(found);
        });
    }

    /** Sends to each live session while nothing waits for room in the kernel; the number that took it. */
    CompletableFuture<Integer> broadcast(ByteBuffer message) {
        ByteBuffer copy = ByteBuffer.allocate(message.remaining())
                .put(message.duplicate())
                .flip();
        int[] taken = {0};
        Walk walk = new Walk() {
            @Override
            boolean mayStep() {
                return endpoint.isClear();
            }

            @Override
            void visit(PeerSession session) {
                taken[0] += session.push(copy.duplicate()) ? 1 : 0;
            }
        };
        return ask(walk).thenApply(done -> taken[0]);
    }

    private CompletableFuture<Void> ask(Walk walk) {
        if (closed || !asked.offer(walk)) {
            walk.done.completeExceptionally(
                    new IllegalStateException(closed ? "the server is closed" : MOST + " commands wait already"));
        } else {
            endpoint.wake();
            if (closed) {
                close();
            }
        }
        return walk.done;
    }

    /** Reactor-owned: the next step of what was asked first. */
    void step() {
        if (current == null) {
            current = asked.poll();
            if (current != null) {
                current.walk = table.walk();
            }
        }
        if (current != null && current.mayStep() && !current.walk.step(BUCKETS_PER_STEP, current::visit)) {
            Walk finished = current;
            current = null;
            finished.done.complete(null);
        }
    }

    /** Reactor-owned: whether a step could be made now. */
    boolean areDue() {
        return current == null ? !asked.isEmpty() : current.mayStep();
    }

    /** Refuses everything from now on, and what still waits. */
    synchronized void close() {
        closed = true;
        for (Walk walk = asked.poll(); walk != null; walk = asked.poll()) {
            fail(walk);
        }
        if (endpoint.onReactorThread() && current != null) {
            fail(current);
            current = null;
        }
    }

    private static void fail(Walk walk) {
        walk.done.completeExceptionally(new IllegalStateException("the server is closed"));
    }

    private abstract static class Walk {
        final CompletableFuture<Void> done = new CompletableFuture<>();
        SessionTable.Walk walk;

        abstract boolean mayStep();

        abstract void visit(PeerSession session);
    }
}
