package paloma;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * <em>Worker-owned while running.</em> The application code of a server, called with each session's messages.
 * The one abstract method makes it a lambda: {@code (session, message) -> session.send(message)}.
 *
 * <p>The calls of one session are sequential and in order, {@code onOpen} first and {@code onClose} last, and each
 * happens-before the next: the state of a session needs no lock. Different sessions run concurrently on the worker
 * pool; state that they share must be thread-safe. A handler may block, which occupies one worker. With {@code
 * workers(0)} it runs on the reactor thread and must not block.
 *
 * <p>An exception fails that call only: the message counts as {@link FailReason#HANDLER_THREW}, {@link
 * ServerListener#onHandlerError} is called, and the session continues.
 */
@FunctionalInterface
public interface Handler {
    /**
     * One message, in the session's order of arrival.
     *
     * @param session the peer's session
     * @param message a heap buffer with at least one byte; the handler may keep and modify it
     * @throws Exception fails this message
     */
    void onMessage(Session session, ByteBuffer message) throws Exception;

    /** The first message of a session has opened it; that message follows. */
    default void onOpen(Session session) throws Exception {}

    /**
     * The session has ended. Called exactly once per {@link #onOpen}, as the last call.
     * A new session of the same peer may already be open.
     */
    default void onClose(Session session, CloseReason reason) throws Exception {}

    /** A handler of text: each message decoded as UTF-8, with U+FFFD for malformed input. */
    static Handler ofText(Text handler) {
        return (session, message) -> handler.onMessage(
                session, StandardCharsets.UTF_8.decode(message).toString());
    }

    /** <em>Worker-owned while running.</em> {@link Handler} for messages of text. */
    @FunctionalInterface
    interface Text {
        void onMessage(Session session, String message) throws Exception;
    }
}
