package paloma.client;

import java.util.Map;
import paloma.UnsentReason;

/**
 * <em>Immutable.</em> What a client counted up to one moment. When nothing is on its way, {@link #balanced()}.
 *
 * @param sends datagrams asked to be sent
 * @param sent datagrams handed to the kernel
 * @param unsent sends that did not reach the kernel, by reason
 * @param sending datagrams of which it is not decided yet: sends that were begun and have not returned
 * @param queued datagrams that wait for room in the kernel
 * @param received datagrams taken from the kernel
 * @param answers received datagrams that completed a request
 * @param messages received datagrams that went to the listener
 * @param unheard received datagrams that answered no request and found no listener, or no memory
 * @param keepAlives received datagrams that were empty
 * @param unreachable how often the server's host said that no one listens, or it or a router that nothing is let through (ICMP)
 * @param reconnects how often the client has connected again, see {@link Client}
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
    /** Whether every send and every received datagram is accounted for; while something is on its way it may not be. */
    public boolean balanced() {
        long refused = unsent.values().stream().mapToLong(Long::longValue).sum();
        return sends == sent + refused + sending + queued && received == answers + messages + unheard + keepAlives;
    }

    /** Whether nothing is on its way: no send is undecided or queued. So it is once the client is closed. */
    public boolean atRest() {
        return sending == 0 && queued == 0;
    }
}
