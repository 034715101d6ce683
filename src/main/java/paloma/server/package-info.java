/**
 * The server: one socket, its sessions, and the threads that serve them.
 *
 * <p>A {@link paloma.server.Server} has one {@code Shard}, which has all that one socket owns.
 *
 * <pre>
 *   a message   Endpoint ─▶ Shard.onDatagram ─▶ Ingress.receive: find, admit, deliver ─▶ Mailbox ─▶ HandOver
 *   an answer   Session.send ─▶ Egress.send ─▶ Egress.transmit ─▶ Endpoint.send ─▶ kernel, or Outbox
 *               with the batch transport, while other sessions are ready: Endpoint.stage ─▶ SendBatch ─▶ kernel, or Outbox
 *   a close     Session.close ─▶ Egress.onClosing ─▶ SessionLifecycle ─▶ HandOver, for the handler's onClose
 * </pre>
 *
 * <p>Owner: the reactor thread owns {@code Shard} and its parts; any thread may send, close sessions and read counters.
 * Imports: all rooms but client, load and cli. Start with {@link paloma.server.Server}, then {@code Shard}, then
 * {@code Ingress.receive}.
 */
package paloma.server;
