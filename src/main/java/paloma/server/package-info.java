/**
 * The server: one socket, its sessions, and the threads that serve them.
 *
 * <p>Owner: the reactor thread owns {@code ServerProtocol}, {@code Drain} and the session table; any thread may send, close
 * sessions and read counters. Imports: all rooms but client, load and cli. Start with {@link paloma.server.Server}, then
 * {@code ServerProtocol.onDatagram}.
 */
package paloma.server;
