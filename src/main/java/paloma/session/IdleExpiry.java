package paloma.session;

import java.util.function.Consumer;

/**
 * <em>Reactor-owned.</em> When sessions are idle for too long. Judged not by the clock but by what is known to have been
 * received: after the process was stopped, a peer's message that waits in the kernel counts before its session is given
 * up. Never early, and only in a crowd late: by a tick of the table's at most, a 1,024th of the timeout or less.
 */
public final class IdleExpiry {
    /** {@link #deadline} when there is nothing to wait for. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Sessions that one call may look at and find not to be idle, besides those that it passes on. */
    private static final int MAX_SKIPPED = 256;

    /** What one datagram takes of the kernel's receive buffer at least, which holds twice its nominal size. */
    private static final int MIN_BUFFERED_BYTES = 512;

    private final SessionTable table;
    private final long idleNanos;
    private final long maxBufferedBytes;

    // Everything that had come before caughtUpAt has been received. When the socket never runs empty, a receive
    // buffer's worth read since markAt shows the same of markAt.
    private long drainedAt;
    private long markAt;
    private long bytesSinceMark;

    public IdleExpiry(SessionTable table, long idleNanos, int receiveBufferBytes) {
        this.table = table;
        this.idleNanos = idleNanos;
        this.maxBufferedBytes = 2L * receiveBufferBytes;
    }

    /** A datagram of {@code bytes} was received, whatever becomes of it. */
    public void onReceived(int bytes) {
        bytesSinceMark += Math.max(MIN_BUFFERED_BYTES, bytes);
    }

    /** Nothing is left of what had come before {@code now}. */
    public void onSocketDrained(long now) {
        drainedAt = now;
    }

    /** Whether at {@code now} nothing is left of what had come before {@code then}, however much comes since. */
    public boolean isSocketDrained(long then, long now) {
        mark(now);
        return drainedAt >= then;
    }

    private void mark(long now) {
        if (bytesSinceMark >= maxBufferedBytes) {
            drainedAt = Math.max(drainedAt, markAt);
            markAt = now;
            bytesSinceMark = 0;
        }
    }

    /** Passes up to {@code most} sessions that are idle for too long; they must leave the table. */
    public void expire(long now, int most, Consumer<PeerSession> closer) {
        mark(now);
        long idleSince = drainedAt - idleNanos;
        int closed = 0;
        for (int i = 0; i < most + MAX_SKIPPED && closed < most && table.oldestActiveAt() <= idleSince; i++) {
            PeerSession session = table.nextIdle();
            if (session != null && session.isScheduled() && session.isOpen()) {
                // Its handler runs, or is about to: it is busy, not idle.
                table.markActive(session, now);
            } else if (session != null) {
                closer.accept(session);
                closed++;
            }
        }
    }

    /** When the next session may have been idle for too long, or {@link #NEVER}. */
    public long deadline() {
        long idleFrom = table.oldestActiveAt();
        return idleFrom == IdleWheel.NEVER ? NEVER : idleFrom + idleNanos;
    }
}
