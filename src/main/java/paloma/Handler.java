package paloma;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * <em>Worker-owned while running.</em> Handles the sessions of a server; a lambda will do:
 * {@code (session, message) -> session.send(message)}.
 *
 * <p>Calls for one session are sequential and ordered, {@code onOpen} first and {@code onClose} last, and each sees the writes of the
 * one before: state of a session needs no lock. Calls for different sessions run concurrently on the worker pool, so shared state needs
 * one. A handler may block, which occupies one worker. With {@code workers(0)} it runs on the reactor thread and must not block.
 *
 * <p>An exception costs one call: the message is counted as {@link FailReason#HANDLER_THREW}, {@link #onError} is called, and the
 * session stays open.
 */
@FunctionalInterface
public interface Handler {
    /**
     * One message, in the order in which the messages of this session came.
     *
     * @param message a heap buffer of the message's bytes, at least one; the handler's to keep and to write
     */
    void onMessage(Session session, ByteBuffer message) throws Exception;

    /** The session was opened by a first message, which follows. */
    default void onOpen(Session session) throws Exception {}

    /**
     * The session has ended. Runs exactly once for each {@link #onOpen}; the last call for this session. It may still run
     * when a new session of the same peer has opened.
     */
    default void onClose(Session session, CloseReason reason) throws Exception {}

    /**
     * Another method of this handler threw {@code error} for {@code session}. Unless overridden, it is logged with its stack
     * trace to the {@link System.Logger} named {@code paloma}, at most once per second for all sessions together. What this method
     * itself throws is dropped.
     */
    default void onError(Session session, Throwable error) {
        HandlerErrorLog.log(session, error);
    }

    /** A handler of text: the bytes of each message as UTF-8, with U+FFFD in place of what is malformed. */
    static Handler ofText(Text handler) {
        return (session, message) -> handler.onMessage(
                session, StandardCharsets.UTF_8.decode(message).toString());
    }

    /** <em>Worker-owned while running.</em> {@link Handler#onMessage} with the message as a string. */
    @FunctionalInterface
    interface Text {
        void onMessage(Session session, String message) throws Exception;
    }
}
