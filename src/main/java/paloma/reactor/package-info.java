/**
 * The loop: one thread, one selector, a buffer to receive into and one to send from, and any number of datagram sockets. The
 * only package that names {@code java.nio.channels}. What a socket is for it does not know: it drives a
 * {@link paloma.reactor.DatagramProtocol}, implemented by the server, by the client and by the load generator.
 */
package paloma.reactor;
