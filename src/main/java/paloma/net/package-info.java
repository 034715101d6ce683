/** Addresses and the system's tables of UDP sockets: no socket, and nothing of the other rooms. Start with {@link paloma.net.Resolver}. */
package paloma.net;
