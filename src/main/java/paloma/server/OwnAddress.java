package paloma.server;

import java.net.InetSocketAddress;
import paloma.net.LocalAddresses;

/**
 * <em>Reactor-owned.</em> The addresses at which a shard's socket receives. A datagram from one of them has a forged
 * source: an answer would come back to the server and be answered again.
 *
 * @param addresses the addresses of the socket: one, or all of this machine
 * @param port the local port
 */
record OwnAddress(LocalAddresses addresses, int port) {
    boolean is(InetSocketAddress source, long now) {
        return source.getPort() == port && addresses.contains(source.getAddress(), now);
    }
}
