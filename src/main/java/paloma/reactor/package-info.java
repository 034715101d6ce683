/**
 * The event loop: {@link paloma.reactor.Reactor} with its sockets, tasks, send queue and timers. The only package that names
 * {@code java.nio.channels}. It drives a {@link paloma.reactor.DatagramProtocol}, which the server, the client and the load
 * generator implement. A {@link paloma.reactor.ReactorTask} has turns and a deadline without a socket.
 *
 * <p>Owner: the reactor thread. Any thread may send by an {@link paloma.reactor.Endpoint}, and wake and close a task.
 *
 * <p>Imports: {@code paloma}, {@code paloma.lifecycle}, {@code paloma.net}. Start with {@code Reactor.turn}.
 */
package paloma.reactor;
