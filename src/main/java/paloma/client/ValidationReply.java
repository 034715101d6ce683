package paloma.client;

/**
 * <em>Reactor-owned</em>, but for {@link #sent()}, which any thread may call. Decides which datagrams of the server are answered
 * with an empty one, see {@link ClientOptions#validation()}. A server counts that as proof that this client's address is not
 * forged (RFC 9000 §8).
 */
final class ValidationReply {
    /** Empty datagrams are sent no more often than keep-alives may be (RFC 8085 §3.5). */
    private static final long AGAIN_NANOS = 15_000_000_000L;

    private final boolean enabled;
    private volatile boolean sentSince;
    private boolean begun;
    private long validatedAt;

    ValidationReply(boolean enabled) {
        this.enabled = enabled;
    }

    /** Any thread: the client's user sends something. */
    void sent() {
        if (!sentSince) {
            sentSince = true;
        }
    }

    /** Whether a datagram that came at {@code now} is to be answered, which the caller does then. */
    boolean answers(boolean empty, long now) {
        boolean again = empty && sentSince && now - validatedAt >= AGAIN_NANOS;
        if (!enabled || begun && !again) {
            return false;
        }
        begun = true;
        validatedAt = now;
        sentSince = false;
        return true;
    }
}
