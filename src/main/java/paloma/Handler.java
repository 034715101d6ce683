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
     * Called for each message of a session, in the order of receipt.
     *
     * @param message a heap buffer with the message's bytes, at least one; the handler may keep and change it
     */
    void onMessage(Session session, ByteBuffer message) throws Exception;

    /** Called when the first message has opened the session, before {@link #onMessage}. */
    default void onOpen(Session session) throws Exception {}

    /**
     * Called when the session has ended: exactly once for each {@link #onOpen}, and last. A new session of the same
     * peer may be open already.
     */
    default void onClose(Session session, CloseReason reason) throws Exception {}

    /**
     * Called when another method of this handler threw {@code error}. The default logs it with its stack trace to
     * the {@link System.Logger} {@code paloma}, at most once a second for all sessions together. Exceptions of this
     * method are ignored.
     */
    default void onError(Session session, Throwable error) {
        HandlerErrorLog.log(session, error);
    }

    /** A handler of text: the message decoded from UTF-8, with U+FFFD for malformed bytes. */
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
