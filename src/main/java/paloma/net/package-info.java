/**
 * Addresses, name resolution, and Linux's tables of UDP sockets and errors. Opens no socket.
 *
 * <p>Owner: any thread, except {@link paloma.net.LocalAddresses} and {@link paloma.net.Source}, which a reactor
 * owns. Imports: {@code paloma}. Start with {@link paloma.net.Resolver}; {@link paloma.net.SocketDrops} reads
 * {@code /proc/net/udp}.
 */
package paloma.net;
