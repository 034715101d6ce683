/**
 * The event loop: one thread, one selector, a receive buffer, a send buffer, and any number of datagram sockets.
 * Everything here is owned by the reactor thread, except for sends, wake-ups and closes, which any thread may call.
 * The only room that names {@code java.nio.channels}; it may import {@code paloma} and {@code paloma.lifecycle}. It
 * drives a {@link paloma.reactor.DatagramProtocol}, which server, client and load generator implement. Start with
 * {@link paloma.reactor.Reactor}.
 */
package paloma.reactor;
