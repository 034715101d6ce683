package paloma;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * <em>Immutable.</em> The counters of a server at one moment. {@link #balanced()} checks the counter invariants:
 *
 * <pre>{@code
 * received  = accepted + keepAlives + Σ dropped
 * accepted  = handled + Σ failed + running + waiting
 * sends     = sent + Σ unsent + sending + queued
 * opened    = live + Σ closed
 * }</pre>
 *
 * <p>The invariants are exact at rest and after close. A snapshot under load reads outcomes before
 * sources, so that the outcomes of a line never exceed its source.
 *
 * @param received datagrams taken from the kernel
 * @param accepted messages put into a mailbox
 * @param keepAlives empty datagrams from peers with a session
 * @param dropped received datagrams that were dropped, by reason; every reason is a key
 * @param handled messages whose handler returned
 * @param failed accepted messages that were not handled, by reason; every reason is a key
 * @param running messages whose handler runs now
 * @param waiting messages in mailboxes now
 * @param sends send and push calls, and the server's own datagrams
 * @param sent datagrams accepted by the kernel, which may still drop them
 * @param unsent sends that did not reach the kernel, by reason; every reason is a key
 * @param sending sends in progress now
 * @param queued datagrams in the outbox now
 * @param opened sessions opened since the start
 * @param live sessions in the table now
 * @param closed sessions that ended, by reason; every reason is a key
 * @param rebuilds replacements of a spinning selector
 */
public record Counters(
        long received,
        long accepted,
        long keepAlives,
        Map<DropReason, Long> dropped,
        long handled,
        Map<FailReason, Long> failed,
        long running,
        long waiting,
        long sends,
        long sent,
        Map<UnsentReason, Long> unsent,
        long sending,
        long queued,
        long opened,
        long live,
        Map<CloseReason, Long> closed,
        long rebuilds) {

    /** Copies the maps and adds 0 for missing reasons. */
    public Counters {
        dropped = complete(DropReason.class, dropped);
        failed = complete(FailReason.class, failed);
        unsent = complete(UnsentReason.class, unsent);
        closed = complete(CloseReason.class, closed);
    }

    /** Whether all four invariants hold exactly. */
    public boolean balanced() {
        return received == accepted + keepAlives + sum(dropped)
                && accepted == handled + sum(failed) + running + waiting
                && sends == sent + sum(unsent) + sending + queued
                && opened == live + sum(closed);
    }

    /**
     * Whether nothing is in progress: no handler runs, no message waits, no send is in progress or queued.
     * True once a server is closed, unless a handler outlived it; a gauge that stays above 0 reveals an event
     * without a counted outcome.
     */
    public boolean atRest() {
        return running == 0 && waiting == 0 && sending == 0 && queued == 0;
    }

    /** All dropped datagrams. */
    public long droppedTotal() {
        return sum(dropped);
    }

    /** All failed messages. */
    public long failedTotal() {
        return sum(failed);
    }

    /** All unsent datagrams. */
    public long unsentTotal() {
        return sum(unsent);
    }

    /** All closed sessions. */
    public long closedTotal() {
        return sum(closed);
    }

    private static long sum(Map<?, Long> counts) {
        long sum = 0;
        for (long count : counts.values()) {
            sum += count;
        }
        return sum;
    }

    private static <R extends Enum<R>> Map<R, Long> complete(Class<R> reasons, Map<R, Long> counts) {
        Map<R, Long> complete = new EnumMap<>(reasons);
        for (R reason : reasons.getEnumConstants()) {
            complete.put(reason, counts.getOrDefault(reason, 0L));
        }
        return Collections.unmodifiableMap(complete);
    }
}
