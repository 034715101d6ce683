package paloma.session;

import java.util.function.Consumer;

/**
 * <em>Reactor-owned.</em> Closes sessions that are idle longer than the timeout. The reference is not the clock but the
 * instant up to which all datagrams were received: after a pause of the process, datagrams still in the kernel count
 * before a session expires. A session never expires early. It expires late, by at most a tick of the table (a 1,024th
 * of the timeout or less), only when a slot is crowded.
 */
public final class IdleExpiry {
    /** {@link #deadline} without a session. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Sessions that one call may inspect without expiring them, in addition to the expired ones. */
    private static final int MAX_SKIPPED = 256;

    /** The least that a datagram takes of the kernel's receive buffer, which holds twice its nominal size. */
    private static final int MIN_BUFFERED_BYTES = 512;

    private final SessionTable table;
    private final long idleNanos;
    private final long maxBufferedBytes;

    // All datagrams that arrived before drainedAt were received. When the socket never runs empty, a receive buffer's
    // worth of bytes since markAt proves the same for markAt.
    private long drainedAt;
    private long markAt;
    private long bytesSinceMark;

    public IdleExpiry(SessionTable table, long idleNanos, int receiveBufferBytes) {
        this.table = table;
        this.idleNanos = idleNanos;
        this.maxBufferedBytes = 2L * receiveBufferBytes;
    }

    /** A datagram of {@code bytes} was received, with any outcome. */
    public void onReceived(int bytes) {
        bytesSinceMark += Math.max(MIN_BUFFERED_BYTES, bytes);
    }

    /** All datagrams that arrived before {@code now} were received. */
    public void onSocketDrained(long now) {
        drainedAt = now;
    }

    /** Whether at {@code now} all datagrams that arrived before {@code arrivedAt} were received. */
    public boolean isSocketDrained(long arrivedAt, long now) {
        mark(now);
        return drainedAt >= arrivedAt;
    }

    private void mark(long now) {
        if (bytesSinceMark >= maxBufferedBytes) {
            drainedAt = Math.max(drainedAt, markAt);
            markAt = now;
            bytesSinceMark = 0;
        }
    }

    /** Passes up to {@code max} expired sessions to {@code closer}, which must remove them from the table. */
    public void expire(long now, int max, Consumer<PeerSession> closer) {
        mark(now);
        long idleSince = drainedAt - idleNanos;
        int closed = 0;
        for (int i = 0; i < max + MAX_SKIPPED && closed < max && table.oldestActiveAt() <= idleSince; i++) {
            PeerSession session = table.nextIdle();
            if (session != null && session.isScheduled() && session.isOpen()) {
                // Its handler is running or due: the session is busy, not idle.
                table.markActive(session, now);
            } else if (session != null) {
                closer.accept(session);
                closed++;
            }
        }
    }

    /** When the next session may expire, or {@link #NEVER}. */
    public long deadline() {
        long idleFrom = table.oldestActiveAt();
        return idleFrom == IdleWheel.NEVER ? NEVER : idleFrom + idleNanos;
    }
}
