package paloma.client;

/**
 * <em>Reactor-owned.</em> Decides which datagrams of the server are answered with an empty one, see {@link ClientOptions#validation()}.
 *
 * The server takes the empty datagram as proof that this client's address is not forged (RFC 9000 §8). Any thread may call
 * {@link #onSend()}.
 */
final class ValidationReply {
    /** Empty datagrams are sent no more often than keep-alives may be (RFC 8085 §3.5). */
    private static final long INTERVAL_NANOS = 15_000_000_000L;

    private final boolean enabled;
    private volatile boolean sentSinceReply;
    private boolean replied;
    private long repliedAt;

    ValidationReply(boolean enabled) {
        this.enabled = enabled;
    }

    /** Any thread: the client's user sends something. */
    void onSend() {
        if (!sentSinceReply) {
            sentSinceReply = true;
        }
    }

    /** Whether a datagram that came at {@code now} is to be answered, which the caller does then. */
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
