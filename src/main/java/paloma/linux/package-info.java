/**
 * Linux's system calls on many datagrams: recvmmsg(2) and sendmmsg(2), called by {@code java.lang.foreign} of JDK 22 or newer on
 * 64-bit Linux. Runs the system calls only: opens no socket and decides on no error.
 *
 * <p>Owner: any thread; a {@link paloma.linux.MessageVector} is used by one thread at a time. Imports: {@code paloma},
 * {@code paloma.net}. Start with {@link paloma.linux.SocketCalls}; {@link paloma.linux.SocketDescriptor} has its argument.
 */
package paloma.linux;
