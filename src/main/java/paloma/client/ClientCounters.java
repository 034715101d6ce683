package paloma.client;

import java.util.Map;
import paloma.UnsentReason;

/**
 * <em>Immutable.</em> The counters of a client at one moment; {@link #balanced()} when nothing is in flight.
 *
 * @param sends datagrams that the client was asked to send
 * @param sent datagrams handed to the kernel
 * @param unsent sends that did not reach the kernel, by reason
 * @param sending sends in progress, which have no outcome yet
 * @param queued datagrams in the outbox, until the kernel has room
 * @param received datagrams received from the kernel
 * @param answers received datagrams that completed a request
 * @param messages received datagrams that were passed to the listener
 * @param unheard received datagrams that answered no request and were dropped, for lack of a listener or of memory
 * @param keepAlives received datagrams that were empty
 * @param unreachable ICMP errors: nothing listens at the server's port, or its host or a router blocks the datagrams
 * @param reconnects how often the client has reconnected, see {@link Client}
 */
public record ClientCounters(
        long sends,
        long sent,
        Map<UnsentReason, Long> unsent,
        long sending,
        long queued,
        long received,
        long answers,
        long messages,
        long unheard,
        long keepAlives,
        long unreachable,
        long reconnects) {
    /** Whether each send and each received datagram has one outcome; may be false while some are in flight. */
    public boolean balanced() {
        long refused = unsent.values().stream().mapToLong(Long::longValue).sum();
        return sends == sent + refused + sending + queued && received == answers + messages + unheard + keepAlives;
    }

    /** Whether no send is in progress or queued; always true once the client is closed. */
    public boolean atRest() {
        return sending == 0 && queued == 0;
    }
}
