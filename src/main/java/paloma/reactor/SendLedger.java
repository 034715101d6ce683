package paloma.reactor;

import java.io.IOException;
import java.net.BindException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.nio.channels.ClosedChannelException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import paloma.UnsentReason;

/**
 * <em>Any thread.</em> What one socket counts of what it was asked to send. A send is begun, then sent, unsent or queued,
 * and what was queued is sent or unsent later: counted out of one place before it is counted into the next, so that a reader
 * who goes the other way never sees it twice.
 */
public final class SendLedger {
    private final LongAdder sends = new LongAdder();
    private final LongAdder sentAtOnce = new LongAdder();
    private final LongAdder refusedOrQueued = new LongAdder();
    private final LongAdder sentLater = new LongAdder();
    private final Map<UnsentReason, LongAdder> unsent = new EnumMap<>(UnsentReason.class);

    public SendLedger() {
        for (UnsentReason reason : UnsentReason.values()) {
            unsent.put(reason, new LongAdder());
        }
    }

    /** Counts a send that is refused before it reaches the socket. */
    public void refused(UnsentReason reason) {
        begun();
        refusedOrQueued();
        unsent(reason);
    }

    void begun() {
        sends.increment();
    }

    /** What was begun is sent: one number, because it is counted for every message. */
    void sentAtOnce() {
        sentAtOnce.increment();
    }

    /** What was begun is about to be counted as unsent, or to be queued. */
    void refusedOrQueued() {
        refusedOrQueued.increment();
    }

    /** What was queued is sent. */
    void sentLater() {
        sentLater.increment();
    }

    void unsent(UnsentReason reason) {
        unsent.get(reason).increment();
    }

    /** Datagrams asked to be sent. */
    public long sends() {
        return sends.sum();
    }

    /** Datagrams handed to the kernel. */
    public long sentTotal() {
        return sentAtOnce.sum() + sentLater.sum();
    }

    /** Sends that did not reach the kernel, by reason. */
    public Map<UnsentReason, Long> unsentByReason() {
        Map<UnsentReason, Long> counts = new EnumMap<>(UnsentReason.class);
        unsent.forEach((reason, count) -> counts.put(reason, count.sum()));
        return counts;
    }

    /** Sends of which it is not decided yet whether they are sent, queued or refused. */
    public long sending() {
        long decided = sentAtOnce.sum() + refusedOrQueued.sum();
        return sends.sum() - decided;
    }

    /**
     * What a failed send is counted as. The JDK tells most of the kernel's errors apart by text only; what is not
     * recognized, for instance in another language, is {@link UnsentReason#OTHER}.
     */
    static UnsentReason reasonOf(Exception error) {
        if (error instanceof PortUnreachableException || error instanceof NoRouteToHostException) {
            return UnsentReason.UNREACHABLE;
        }
        if (error instanceof ClosedChannelException) {
            return UnsentReason.CLOSED;
        }
        if (error instanceof BindException) {
            // How the JDK shows EACCES: the target is a broadcast address.
            return UnsentReason.NOT_PERMITTED;
        }
        String text = error instanceof IOException && error.getMessage() != null ? error.getMessage() : "";
        if (text.contains("unreachable")) {
            return UnsentReason.UNREACHABLE;
        }
        if (text.contains("not permitted")) {
            return UnsentReason.NOT_PERMITTED;
        }
        if (text.contains("too long")) {
            return UnsentReason.TOO_BIG;
        }
        return text.contains("port 0") ? UnsentReason.PORT : UnsentReason.OTHER;
    }
}
