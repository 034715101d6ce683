/**
 * Addresses, name resolution, and the kernel's tables of UDP sockets. Opens no socket.
 *
 * <p>Owner: any thread, except {@link paloma.net.LocalAddresses}, which its reactor owns. Imports: {@code paloma}. Start with
 * {@link paloma.net.Resolver}.
 */
package paloma.net;
