package paloma.load.report;

import java.util.OptionalLong;

/**
 * <em>Immutable.</em> What can be seen of the server from outside.
 *
 * @param drops datagrams that the kernel dropped at its socket, but for most of the warm-up's, when it is on this machine
 * @param cpuNanos its processor time while messages counted, when it is the run's own
 */
public record ServerStats(OptionalLong drops, OptionalLong cpuNanos) {}
