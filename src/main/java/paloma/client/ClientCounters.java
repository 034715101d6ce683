package paloma.client;

import java.util.Map;
import paloma.UnsentReason;

/**
 * <em>Immutable.</em> What a client counted up to one moment. When nothing is on its way,
 * {@code received = answers + messages + unheard + keepAlives}.
 *
 * @param sends datagrams asked to be sent
 * @param sent datagrams handed to the kernel
 * @param unsent sends that did not reach the kernel, by reason
 * @param queued datagrams that wait for room in the kernel
 * @param received datagrams taken from the kernel
 * @param answers received datagrams that completed a request
 * @param messages received datagrams that went to the listener
 * @param unheard received datagrams that answered no request and found no listener
 * @param keepAlives received datagrams that were empty
 * @param unreachable how often the server's host said that no one listens, or it or a router that nothing is let through (ICMP)
 * @param reconnects how often the client has connected again, see {@link Client}
 */
public record ClientCounters(
        long sends,
        long sent,
        Map<UnsentReason, Long> unsent,
        long queued,
        long received,
        long answers,
        long messages,
        long unheard,
        long keepAlives,
        long unreachable,
        long reconnects) {}
