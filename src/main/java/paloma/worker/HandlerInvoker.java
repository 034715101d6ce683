package paloma.worker;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import paloma.CloseReason;
import paloma.FailReason;
import paloma.Handler;
import paloma.ServerListener;
import paloma.jfr.HandlerEvents;
import paloma.lifecycle.Log;
import paloma.session.PeerSession;
import paloma.session.SessionCounters;

/**
 * <em>Worker-owned while running.</em> Calls the handler for one session at a time: {@code onOpen} once, {@code
 * onMessage} for each message in order, {@code onClose} once. {@link #run} does all of it. Its parts are for callers
 * that must act between the steps.
 */
public final class HandlerInvoker {
    /** Messages of one session in a row; then the session is queued behind the other ready ones. */
    public static final int MAX_CONSECUTIVE_MESSAGES = 16;

    private static final AtomicLongFieldUpdater<HandlerInvoker> CALLS =
            AtomicLongFieldUpdater.newUpdater(HandlerInvoker.class, "calls");

    /** <em>Immutable.</em> The next call of the handler. */
    private enum Step {
        OPEN("onOpen"),
        MESSAGE("onMessage"),
        CLOSE("onClose");

        private final String method;

        Step(String method) {
            this.method = method;
        }
    }

    private final Handler handler;
    private final ServerListener listener;
    private final SessionCounters.WorkerCounters counters;
    private final HandlerEvents events = new HandlerEvents();
    // Odd during a call. Read by other threads; written without the cost of a volatile write, by CALLS.
    private volatile long calls;
    // Null before the first session, and when each answer leaves at once.
    private PeerSession.AnswerBatch answers;
    private boolean batchCreated;
    private boolean moreReady;
    private PeerSession session;
    private Step step;
    private byte[] message;
    private int messages;

    /** @param listener is called with the exceptions of the handler */
    public HandlerInvoker(Handler handler, ServerListener listener, SessionCounters.WorkerCounters counters) {
        this.handler = handler;
        this.listener = listener;
        this.counters = counters;
    }

    /**
     * Runs all due steps of {@code ready}, a scheduled session.
     *
     * @param moreReady whether other sessions are ready, so that answers may wait for theirs until {@link #flush}
     * @return whether more steps are due, and the session must be handed over again
     */
    public boolean run(PeerSession ready, boolean moreReady) {
        begin(ready, moreReady);
        while (next()) {
            call();
        }
        return finish();
    }

    /** Starts with a session, until {@link #finish}. */
    public void begin(PeerSession ready, boolean moreReady) {
        if (!batchCreated) {
            batchCreated = true;
            answers = ready.newAnswerBatch();
        }
        this.moreReady = moreReady;
        session = ready;
        messages = 0;
    }

    /** Sends the answers that wait for others. */
    public void flush() {
        if (answers != null) {
            answers.flush();
        }
    }

    /** Takes the next step; false when none is due, or when other sessions must run first. */
    public boolean next() {
        step = null;
        if (messages == MAX_CONSECUTIVE_MESSAGES) {
            return false;
        }
        CloseReason reason = session.closeReason();
        if (reason != null && reason != CloseReason.STOPPING) {
            discardQueue();
        }
        boolean empty = reason != null && session.waiting() == 0;
        if (session.takeOpening()) {
            if (empty) {
                // Closed before onOpen: neither onOpen nor onClose is called.
                end();
                return false;
            }
            step = Step.OPEN;
            return true;
        }
        message = session.take();
        if (message != null) {
            counters.taken(message.length);
            counters.started();
            messages++;
            step = Step.MESSAGE;
            return true;
        }
        if (reason != null && !session.isEnded()) {
            step = Step.CLOSE;
            return true;
        }
        return false;
    }

    /** Calls the handler for the step that was taken. */
    public void call() {
        Throwable error = null;
        boolean timed = events.begin();
        beginAnswers();
        countCall();
        try {
            switch (step) {
                case OPEN -> handler.onOpen(session);
                case MESSAGE -> handler.onMessage(session, ByteBuffer.wrap(message));
                case CLOSE -> handler.onClose(session, session.closeReason());
            }
        } catch (Throwable thrown) {
            // Errors too cost this call only: the thread runs other sessions.
            error = thrown;
        } finally {
            countCall();
            if (answers != null) {
                answers.end();
            }
            if (step == Step.MESSAGE) {
                counters.finished();
                counters.released(message.length);
            }
        }
        if (timed) {
            events.end(session, step.method, step == Step.MESSAGE ? message.length : 0, error);
        }
        if (step == Step.MESSAGE) {
            if (error == null) {
                counters.handled(message.length);
            } else {
                counters.failed(FailReason.HANDLER_THREW);
            }
            message = null;
        }
        if (error != null) {
            report(error);
        }
        if (step == Step.CLOSE) {
            end();
        }
    }

    private void beginAnswers() {
        if (answers != null) {
            try {
                answers.begin(moreReady);
            } catch (OutOfMemoryError e) {
                // At the first call on this thread: each answer leaves at once.
                answers = null;
            }
        }
    }

    private void countCall() {
        CALLS.lazySet(this, calls + 1);
    }

    /** Any thread: how often a call of the handler began or ended; odd during a call. */
    long calls() {
        return calls;
    }

    /**
     * Releases the session.
     *
     * @return whether more steps are due, and the session must be handed over again
     */
    public boolean finish() {
        PeerSession released = session;
        session = null;
        return !released.release();
    }

    private void report(Throwable error) {
        try {
            listener.onHandlerError(session, error);
        } catch (Throwable e) {
            Log.warn("a server's listener threw", e);
        }
    }

    /** Discards the waiting messages of a session at the drain deadline; {@code counters} are the caller's. */
    public static void abandonQueue(PeerSession abandoned, SessionCounters.WorkerCounters counters) {
        counters.abandoned(FailReason.DRAIN_DEADLINE, abandoned.abandon());
    }

    /** Discards the waiting messages of a session that this worker runs. */
    void abandonQueue(PeerSession abandoned) {
        abandonQueue(abandoned, counters);
    }

    /** Reactor-owned: ends a session that no worker can run any more. Its {@code onClose} is not called. */
    public static void abandonSession(PeerSession abandoned, SessionCounters.WorkerCounters counters) {
        abandonQueue(abandoned, counters);
        if (!abandoned.isEnded()) {
            abandoned.end();
            counters.ended();
        }
    }

    private void discardQueue() {
        for (byte[] bytes = session.take(); bytes != null; bytes = session.take()) {
            counters.taken(bytes.length);
            counters.released(bytes.length);
            counters.failed(FailReason.CLOSED_BEFORE_HANDLED);
        }
    }

    private void end() {
        session.end();
        counters.ended();
    }
}
