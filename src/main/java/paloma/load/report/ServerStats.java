package paloma.load.report;

import java.util.OptionalLong;

/**
 * <em>Immutable.</em> Figures of the server, read from the operating system.
 *
 * @param drops datagrams dropped by the kernel at the server's socket, most of those in the warm-up excluded; empty if
 *     unknown, as on another machine
 * @param cpuNanos the server's processor time during the measurement; empty unless the run started it
 */
public record ServerStats(OptionalLong drops, OptionalLong cpuNanos) {}
