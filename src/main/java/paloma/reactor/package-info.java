/**
 * The event loop: {@link paloma.reactor.Reactor} with its sockets, tasks, send queue and timers. The only package that names
 * {@code java.nio.channels}. It drives a {@link paloma.reactor.DatagramProtocol}, which the server, the client and the load
 * generator implement. A {@link paloma.reactor.ReactorTask} has turns and a deadline without a socket.
 *
 * <p>A socket is a {@link paloma.reactor.Transport}: {@code ChannelTransport} receives and sends one datagram by a system call,
 * {@code BatchTransport} many.
 *
 * <pre>
 *   receive   Transport.receive ─▶ ReceiveBatch ─▶ DatagramProtocol.onBatch, then onDatagram for each
 *   send      Endpoint.send ─▶ Outbox.send ─▶ Transport.send, or the queue, which Outbox.drain sends in a later turn
 *   stage     Endpoint.stage ─▶ Outbox.stage ─▶ SendBatch; Outbox.flush ─▶ Transport.send of the batch; each datagram
 *             that the kernel has not taken is sent alone, or queued
 * </pre>
 *
 * <p>Owner: the reactor thread. Any thread may send by an {@link paloma.reactor.Endpoint}, and wake and close a task.
 *
 * <p>Imports: {@code paloma}, {@code paloma.lifecycle}, {@code paloma.linux}, {@code paloma.net}. Start with {@code Reactor.turn}.
 */
package paloma.reactor;
