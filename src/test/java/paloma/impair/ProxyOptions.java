package paloma.impair;

import java.net.InetSocketAddress;

/**
 * <em>Immutable.</em> What a {@link Proxy} is started with.
 *
 * @param listen where clients talk to; port 0 picks a free one
 * @param to the server
 * @param seed decides everything that is left to chance
 * @param rebind after how many packets of a client towards the server the next one comes from another port; 0 for never
 * @param up what packets suffer on their way to the server
 * @param down what packets suffer on their way to the client
 */
record ProxyOptions(InetSocketAddress listen, InetSocketAddress to, long seed, long rebind, Faults up, Faults down) {}
