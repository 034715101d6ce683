package paloma.server;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import paloma.Session;
import paloma.reactor.Endpoint;
import paloma.session.PeerSession;
import paloma.session.SessionTable;

/**
 * <em>Any thread.</em> A bounded queue of commands to all sessions, executed by the reactor.
 * The reactor walks the table for one command after the other, one bounded step per turn. A command beyond the
 * queue's capacity is refused at once.
 */
final class SessionCommands {
    private static final int MAX_COMMANDS = 1_024;
    /** Pending broadcasts may hold this fraction of the outbox's bytes; a single one may exceed it. */
    static final int BROADCAST_DIVISOR = 16;
    /** Bytes that no datagram exceeds. */
    static final int MAX_DATAGRAM_BYTES = 1 << 16;
    /** Sessions that a step touches at most, but that a walk's ends with all of a bucket; and buckets. */
    static final int MAX_PER_STEP = OpeningTimeSort.SLICE;

    private final SessionTable table;
    private final Endpoint endpoint;
    // Read in every turn: lock-free.
    private final Queue<Command> queue = new ConcurrentLinkedQueue<>();
    private final Semaphore slots = new Semaphore(MAX_COMMANDS);
    private final long maxBroadcastBytes;
    /** Of broadcasts that are asked for and not done. */
    private final AtomicLong broadcastBytes = new AtomicLong();

    private volatile boolean closed;
    private Command current;

    SessionCommands(SessionTable table, Endpoint endpoint, long outboxBytes) {
        this.table = table;
        this.endpoint = endpoint;
        this.maxBroadcastBytes = outboxBytes / BROADCAST_DIVISOR;
        // Initialised here: where a user's stack ends, the class would be lost for ever (JVMS §5.5).
        new OpeningTimeSort();
    }

    /** The live sessions in the order in which they opened. */
    CompletableFuture<List<Session>> sessions() {
        OpeningTimeSort order = new OpeningTimeSort();
        Command command = new Command() {
            @Override
            boolean mayStep() {
                return true;
            }

            @Override
            void visit(PeerSession session) {
                order.add(session);
            }

            @Override
            int conclude() {
                return order.merge();
            }

            @Override
            boolean isConcluded() {
                return order.isSorted();
            }
        };
        return submit(command).thenApply(done -> order.sorted());
    }

    /** Sends to each live session while nothing waits for room in the kernel; the number that took it. */
    CompletableFuture<Integer> broadcast(ByteBuffer message) {
        int length = message.remaining();
        if (length > MAX_DATAGRAM_BYTES) {
            throw new IllegalArgumentException("no datagram has " + length + " bytes");
        }
        if (!reserve(length)) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("broadcasts of " + broadcastBytes.get() + " bytes wait already"));
        }
        AtomicInteger held = new AtomicInteger(length);
        boolean waits = false;
        try {
            Broadcast command = new Broadcast(message);
            // Not on the caller's future, which may be completed while the copy is still queued.
            command.done.whenComplete((any, error) -> release(held));
            CompletableFuture<Integer> sent = command.done.thenApply(done -> command.sent);
            submit(command);
            waits = true;
            return sent;
        } finally {
            if (!waits) {
                release(held);
            }
        }
    }

    private void release(AtomicInteger held) {
        broadcastBytes.addAndGet(-held.getAndSet(0));
    }

    private boolean reserve(int length) {
        while (true) {
            long held = broadcastBytes.get();
            if (held > 0 && held + length > maxBroadcastBytes) {
                return false;
            }
            if (broadcastBytes.compareAndSet(held, held + length)) {
                return true;
            }
        }
    }

    private CompletableFuture<Void> submit(Command command) {
        if (closed || !add(command)) {
            command.done.completeExceptionally(new IllegalStateException(
                    closed ? "the server is closed" : MAX_COMMANDS + " commands wait already"));
        } else {
            endpoint.wake();
            if (closed) {
                close();
            }
        }
        return command.done;
    }

    /** False when the queue is full. */
    private boolean add(Command command) {
        if (!slots.tryAcquire()) {
            return false;
        }
        boolean added = false;
        try {
            added = queue.add(command);
        } finally {
            if (!added) {
                slots.release();
            }
        }
        return added;
    }

    /** What was asked first, which then no longer waits; null when nothing does. */
    private Command take() {
        Command command = queue.poll();
        if (command != null) {
            slots.release();
        }
        return command;
    }

    /** Reactor-owned: the next step of what was asked first; how many sessions it touched. */
    int step() {
        if (current == null) {
            current = take();
            if (current != null) {
                current.cursor = table.cursor();
            }
        }
        if (current == null || !current.mayStep()) {
            return 0;
        }
        int touched = 0;
        Throwable error = null;
        try {
            touched = current.step();
            if (!current.cursor.isAtEnd() || !current.isConcluded()) {
                return touched;
            }
        } catch (Throwable e) {
            // Fails the command, not the server.
            error = e;
        }
        Command finished = current;
        current = null;
        if (error == null) {
            finished.done.complete(null);
        } else {
            finished.done.completeExceptionally(error);
        }
        return touched;
    }

    /** Reactor-owned: whether a step could be made now. */
    boolean isDue() {
        return current == null ? !queue.isEmpty() : current.mayStep();
    }

    /** Refuses everything from now on, and what still waits. */
    synchronized void close() {
        closed = true;
        for (Command command = take(); command != null; command = take()) {
            fail(command);
        }
        if (endpoint.onReactorThread() && current != null) {
            fail(current);
            current = null;
        }
    }

    private static void fail(Command command) {
        command.done.completeExceptionally(new IllegalStateException("the server is closed"));
    }

    /** <em>Reactor-owned.</em> Sends a copy of a message to each session. */
    private final class Broadcast extends Command {
        private final ByteBuffer copy;
        private int sent;

        Broadcast(ByteBuffer message) {
            copy = ByteBuffer.allocate(message.remaining())
                    .put(message.duplicate())
                    .flip();
        }

        @Override
        boolean mayStep() {
            return endpoint.isClear();
        }

        @Override
        void visit(PeerSession session) {
            sent += session.push(copy.duplicate()) ? 1 : 0;
        }
    }

    /** <em>Reactor-owned.</em> A walk over all sessions in bounded steps. */
    private abstract static class Command {
        final CompletableFuture<Void> done = new CompletableFuture<>();
        SessionTable.Cursor cursor;

        abstract boolean mayStep();

        abstract void visit(PeerSession session);

        /** A bounded step when all sessions were visited; how many sessions it touched. */
        int conclude() {
            return 0;
        }

        /** Whether nothing is left to do when all sessions were visited. */
        boolean isConcluded() {
            return true;
        }

        final int step() {
            if (cursor.isAtEnd()) {
                return conclude();
            }
            cursor.step(MAX_PER_STEP, this::visit);
            return cursor.visited();
        }
    }
}
