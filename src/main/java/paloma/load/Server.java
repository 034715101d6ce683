package paloma.load;

import java.util.Optional;
import java.util.OptionalLong;
import paloma.kernel.UdpSockets;

/**
 * <em>Immutable.</em> What can be seen of the server from outside, at one moment or between two.
 *
 * @param drops datagrams that the kernel dropped at its socket, when it is on this machine
 * @param cpuNanos its processor time, when it is the run's own
 */
public record Server(OptionalLong drops, OptionalLong cpuNanos) {
    /** What can be seen now. */
    static Server of(Plan plan, Optional<ServerProcess> own) {
        return new Server(
                UdpSockets.now().dropsAtServer(plan.server()),
                own.map(ServerProcess::cpuNanos).orElse(OptionalLong.empty()));
    }

    /** What came between {@code before} and this. */
    Server since(Server before) {
        return new Server(Notes.difference(drops, before.drops), Notes.difference(cpuNanos, before.cpuNanos));
    }
}
