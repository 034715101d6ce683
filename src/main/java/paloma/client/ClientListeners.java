package paloma.client;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import paloma.lifecycle.Log;

/**
 * <em>Any thread.</em> The listeners of a client: set by any thread, called by the reactor.
 * An exception, also an Error, is logged: it must not end the reactor, which other clients share.
 */
final class ClientListeners {
    private volatile Consumer<ByteBuffer> onMessage;
    private volatile Runnable onUnreachable;

    void onMessage(Consumer<ByteBuffer> listener) {
        onMessage = listener;
    }

    void onUnreachable(Runnable listener) {
        onUnreachable = listener;
    }

    /** The listener of messages that answer no request, or null. */
    Consumer<ByteBuffer> messageListener() {
        return onMessage;
    }

    /** Calls {@code listener} with {@code message}. */
    void deliver(Consumer<ByteBuffer> listener, ByteBuffer message) {
        guarded(() -> listener.accept(message));
    }

    /** Calls the listener of ICMP errors, if any. */
    void notifyUnreachable() {
        Runnable listener = onUnreachable;
        if (listener != null) {
            guarded(listener);
        }
    }

    private static void guarded(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable e) {
            Log.warn("a client's callback threw", e);
        }
    }
}
