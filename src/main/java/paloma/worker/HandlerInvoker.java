package paloma.worker;

import java.nio.ByteBuffer;
import paloma.CloseReason;
import paloma.FailReason;
import paloma.Handler;
import paloma.session.PeerSession;
import paloma.session.SessionCounters;

/**
 * <em>Owned by one runner.</em> Brings what a session has to say to its handler: {@code onOpen} once, its messages one by
 * one, {@code onClose} once. {@link #run} is all of it; its parts are for who must do something in between.
 */
public final class HandlerInvoker {
    /** Messages of one session in a row; then it goes behind the others that are ready. */
    public static final int MAX_CONSECUTIVE_MESSAGES = 16;

    private enum Step {
        OPEN,
        MESSAGE,
        CLOSE
    }

    private final Handler handler;
    private final SessionCounters.WorkerCounters counters;
    private PeerSession session;
    private Step step;
    private byte[] message;
    private int messages;

    public HandlerInvoker(Handler handler, SessionCounters.WorkerCounters outcome) {
        this.handler = handler;
        this.counters = outcome;
    }

    /**
     * Runs what is due in {@code ready}, a scheduled session.
     *
     * @return whether there is more, and the session must be handed to a runner again
     */
    public boolean run(PeerSession ready) {
        begin(ready);
        while (next()) {
            call();
        }
        return finish();
    }

    /** The session to run until {@link #finish}. */
    public void begin(PeerSession ready) {
        session = ready;
        messages = 0;
    }

    /** Takes the next step; false when none is due, or when others are to have their turn. */
    public boolean next() {
        step = null;
        if (messages == MAX_CONSECUTIVE_MESSAGES) {
            return false;
        }
        CloseReason reason = session.closeReason();
        if (reason != null && reason != CloseReason.STOPPING) {
            discardQueue();
        }
        boolean cut = reason != null && session.waiting() == 0;
        if (session.takeOpening()) {
            if (cut) {
                // Closed before it was told that it opened: it hears of neither.
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

    /** Runs the handler for the step that was taken. */
    public void call() {
        Throwable error = null;
        try {
            switch (step) {
                case OPEN -> handler.onOpen(session);
                case MESSAGE -> handler.onMessage(session, ByteBuffer.wrap(message));
                case CLOSE -> handler.onClose(session, session.closeReason());
            }
        } catch (Throwable thrown) {
            // Whatever a handler throws costs this call only, an Error too: the thread serves others.
            error = thrown;
        } finally {
            if (step == Step.MESSAGE) {
                counters.finished();
                counters.released(message.length);
            }
        }
        if (step == Step.MESSAGE) {
            message = null;
            if (error == null) {
                counters.handled();
            } else {
                counters.failed(FailReason.HANDLER_THREW);
            }
        }
        if (error != null) {
            invokeOnError(error);
        }
        if (step == Step.CLOSE) {
            end();
        }
    }

    /**
     * Gives the session back.
     *
     * @return whether there is more to do, and the session must be handed to a runner again
     */
    public boolean finish() {
        PeerSession given = session;
        session = null;
        return !given.release();
    }

    private void invokeOnError(Throwable error) {
        try {
            handler.onError(session, error);
        } catch (Throwable dropped) {
            // Said in its contract: what onError throws has nowhere to go.
        }
    }

    /** Reactor's last word: what waits in {@code session} is not handled any more. */
    public void abandonQueue(PeerSession cut) {
        counters.abandoned(FailReason.DRAIN_DEADLINE, cut.abandon());
    }

    /** Reactor's last resort: {@code left} can be handed to no runner any more, so that its handler is not given its end. */
    public void abandonSession(PeerSession left) {
        abandonQueue(left);
        if (!left.isEnded()) {
            left.end();
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
