package paloma.client;

/**
 * <em>Reactor-owned.</em> Decides which datagrams of the server are answered with an empty one.
 * Any thread may call {@link #onSend}. The reply proves this client's address to the server (RFC 9000 §8), see {@link
 * ClientOptions#validation()}.
 */
final class ValidationReply {
    /** Minimum interval of empty datagrams (RFC 8085 §3.5). */
    private static final long INTERVAL_NANOS = 15_000_000_000L;

    private final boolean enabled;
    private volatile boolean sentSinceReply;
    private boolean replied;
    private long repliedAt;

    ValidationReply(boolean enabled) {
        this.enabled = enabled;
    }

    /** Any thread: the user sends a datagram. */
    void onSend() {
        if (!sentSinceReply) {
            sentSinceReply = true;
        }
    }

    /** Whether to answer a datagram received at {@code now}; the caller then sends the reply. */
    boolean shouldReply(boolean empty, long now) {
        boolean again = empty && sentSinceReply && now - repliedAt >= INTERVAL_NANOS;
        if (!enabled || replied && !again) {
            return false;
        }
        replied = true;
        repliedAt = now;
        sentSinceReply = false;
        return true;
    }
}
