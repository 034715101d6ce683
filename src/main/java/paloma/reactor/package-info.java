/**
 * The event loop: {@link paloma.reactor.Reactor} with its sockets, send queue and timers. The only package that names
 * {@code java.nio.channels}. It drives a {@link paloma.reactor.DatagramProtocol}, which the server, the client and the load
 * generator implement.
 *
 * <p>Owner: the reactor thread. Any thread may send, wake and close an {@link paloma.reactor.Endpoint}.
 *
 * <p>Imports: {@code paloma}, {@code paloma.lifecycle}. Start with {@code Reactor.turn}.
 */
package paloma.reactor;
