/**
 * Addresses, name resolution, and the kernel's tables of UDP sockets; no sockets. Any thread may use it; it may
 * import {@code paloma}. Start with {@link paloma.net.Resolver}.
 */
package paloma.net;
