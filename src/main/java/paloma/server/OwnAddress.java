package paloma.server;

import paloma.net.LocalAddresses;
import paloma.net.Source;

/**
 * <em>Reactor-owned.</em> The addresses at which a shard's socket receives. A datagram from one of them has a forged
 * source: an answer would come back to the server and be answered again.
 *
 * @param addresses the addresses of the socket: one, or all of this machine
 * @param port the local port
 */
record OwnAddress(LocalAddresses addresses, int port) {
    /** Whether {@code source} is one of them. A source with another port needs no address object. */
    boolean is(Source source, long now) {
        return source.port() == port && addresses.contains(source.address().getAddress(), now);
    }
}
