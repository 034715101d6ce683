package paloma.client;

import java.nio.ByteBuffer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import paloma.lifecycle.Log;

/**
 * <em>Any thread.</em> The listeners of a client; the reactor calls them.
 *
 * An exception or {@link Error} of a listener is caught: other clients share the reactor.
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

    /** Whoever gets messages that answer no request; null without one. */
    Consumer<ByteBuffer> messageListener() {
        return onMessage;
    }

    /** Gives {@code message} to {@code listener}. */
    void deliver(Consumer<ByteBuffer> listener, ByteBuffer message) {
        guarded(() -> listener.accept(message));
    }

    /** The server cannot be reached. */
    void notifyUnreachable() {
        Runnable listener = onUnreachable;
        if (listener != null) {
            guarded(listener);
        }
    }

    /** Whether {@code message} answers {@code request}; every one does without a matcher. */
    boolean matches(BiPredicate<ByteBuffer, ByteBuffer> matcher, ByteBuffer request, ByteBuffer message) {
        if (matcher == null) {
            return true;
        }
        boolean[] matches = {false};
        guarded(() -> matches[0] = matcher.test(request.duplicate(), message.asReadOnlyBuffer()));
        return matches[0];
    }

    private static void guarded(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable e) {
            Log.warn("a client's callback threw", e);
        }
    }
}
