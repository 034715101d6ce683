package paloma.reactor;

import java.util.concurrent.atomic.AtomicBoolean;
import paloma.lifecycle.Deadline;
import paloma.lifecycle.StackReserve;

/**
 * <em>Reactor-owned.</em> The unit of a reactor's loop: gets turns when it is woken or its deadline passes.
 * A subclass without a socket is started by {@link Reactor#schedule}; an {@link Endpoint} is a task with a socket. No
 * callback may block. An exception thrown by {@link #onTurn} or {@link #deadline} ends the reactor.
 *
 * <p>Any thread may call {@link #wake}, {@link #nanos} and {@link #close}.
 */
public abstract class ReactorTask implements AutoCloseable {
    /** The index of a task that the reactor does not list. */
    static final int NO_INDEX = -1;

    // Null before the task is scheduled.
    private volatile Reactor reactor;
    // Set until the first turn is scheduled.
    private final AtomicBoolean wakeupPending = new AtomicBoolean(true);
    private volatile boolean closeRequested;

    // Written by the thread that set wakeupPending, read by the thread that removes the task from the pending list.
    ReactorTask nextPending;

    // Reactor-owned.
    private boolean closed;
    /** Whether the task is in the current turn. */
    boolean scheduled;

    Timers.Entry timer;
    /** Index in the reactor's list of tasks. */
    int index = NO_INDEX;

    /** A task that gets no turn before {@link Reactor#schedule}. */
    protected ReactorTask() {}

    /** A task of {@code reactor}, which schedules its first turn later. */
    ReactorTask(Reactor reactor) {
        this.reactor = reactor;
    }

    /**
     * One turn.
     *
     * @param now the turn's clock reading, in nanoseconds since the reactor was created
     */
    protected abstract void onTurn(long now);

    /** Latest time of the next {@link #onTurn}, or {@link Deadline#NEVER}; read after each turn. */
    protected abstract long deadline();

    /**
     * The last callback, called once: after {@link #close}, or at the reactor's end. Runs on the reactor thread, or after
     * that has ended on the thread that woke or closed the task.
     *
     * @param cause null, or the error that ended the reactor
     */
    protected abstract void onClosed(Throwable cause);

    /**
     * Schedules a turn, in which {@link #onTurn} is called.
     * Calls before that turn are coalesced. Allocates nothing and is never refused; a user's thread first calls
     * {@link StackReserve#probe}.
     */
    public final void wake() {
        if (!wakeupPending.get() && wakeupPending.compareAndSet(false, true)) {
            try {
                reactor.scheduleTurn(this);
            } catch (Throwable e) {
                // No turn was scheduled: the next call must schedule one.
                wakeupPending.set(false);
                throw e;
            }
        }
    }

    /** Closes the task at the end of its next turn; at once when it was not scheduled. Idempotent. */
    @Override
    public void close() {
        closeRequested = true;
        if (reactor == null) {
            shut(null);
        } else {
            wake();
        }
    }

    /** The reactor's clock, see {@link Reactor#nanos()}; of a scheduled task only. */
    public final long nanos() {
        return reactor.nanos();
    }

    /** The reactor; null before the task is scheduled. */
    final Reactor reactor() {
        return reactor;
    }

    /** Called once, before the first turn is scheduled. */
    final void assignTo(Reactor owner) {
        if (reactor != null) {
            throw new IllegalStateException("the task has a reactor already: " + this);
        }
        reactor = owner;
    }

    /** Later calls of {@link #wake} schedule another turn. */
    final void clearWakeup() {
        wakeupPending.set(false);
    }

    /** Receives datagrams; a task without a socket has none. */
    void receive(ReceiveBatch batch, long now) {}

    /** Runs one turn: receives, then calls {@link #onTurn}. */
    final void turn(ReceiveBatch batch, long now) {
        receive(batch, now);
        if (!closed) {
            onTurn(now);
            if (closeRequested) {
                shut(null);
            }
        }
    }

    final boolean isClosed() {
        return closed;
    }

    /** Calls {@link #onClosed}, once. */
    final void shut(Throwable cause) {
        if (!closed) {
            closed = true;
            onClosed(cause);
        }
    }
}
