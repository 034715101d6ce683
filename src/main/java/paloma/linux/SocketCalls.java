package paloma.linux;

import java.lang.ref.Reference;
import java.util.Optional;
import paloma.BatchRefusal;

/**
 * <em>Any thread.</em> Receives and sends many datagrams by one system call: recvmmsg(2) and sendmmsg(2).
 *
 * <p>No call blocks, or throws for an error of the kernel: it returns the negative {@code errno}. A call makes one object of 40
 * bytes or, once the optimizing compiler has inlined it, none. Its caller has entered the descriptor
 * ({@link SocketDescriptor#enter}).
 *
 * <p>The first use of this class links the functions. A program that does not use it loads nothing of
 * {@code java.lang.foreign}.
 */
public final class SocketCalls {
    /** The {@code errno} of a socket without datagrams, or without room for one. */
    public static final int EAGAIN = 11;

    private static final int MSG_DONTWAIT = 0x40;
    /** Makes recvmmsg report the length of a datagram before its truncation. */
    private static final int MSG_TRUNC = 0x20;

    private static final long NO_TIMEOUT = 0;

    private SocketCalls() {}

    /** Why the calls cannot be made here; empty when they can. Never prints a warning. */
    public static Optional<BatchRefusal> refusal() {
        return Optional.ofNullable(LibraryFunctions.REFUSAL);
    }

    /**
     * Receives at most {@code count} pending datagrams into the slots 0 and following.
     *
     * @param vector made by {@link MessageVector#forReceiving}
     * @return the number received, at least 1; or the negative {@code errno}, -{@link #EAGAIN} when none is pending
     */
    public static int receive(int descriptor, MessageVector vector, int count) {
        try {
            int received = (int) LibraryFunctions.RECVMMSG.invokeExact(
                    vector.errnoMemory(), descriptor, vector.address(0), count, MSG_DONTWAIT | MSG_TRUNC, NO_TIMEOUT);
            if (received < 0) {
                return -vector.errno();
            }
            for (int i = 0; i < received; i++) {
                vector.prepareReceive(i);
            }
            return received;
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Reference.reachabilityFence(vector);
        }
    }

    /**
     * Sends {@code count} datagrams, of the slots {@code from} and following, in order.
     *
     * <p>The kernel returns an error for the first datagram only. When it refuses a later one, it returns the number before it;
     * the call that begins with that datagram tries it again and returns the reason. A packet filter thus counts it twice.
     *
     * @param vector made by {@link MessageVector#forSending}
     * @return the number sent, at least 1; or the negative {@code errno} of the first, -{@link #EAGAIN} when the kernel is full
     */
    public static int send(int descriptor, MessageVector vector, int from, int count) {
        try {
            int sent = (int) LibraryFunctions.SENDMMSG.invokeExact(
                    vector.errnoMemory(), descriptor, vector.address(from), count, MSG_DONTWAIT);
            return sent < 0 ? -vector.errno() : sent;
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Reference.reachabilityFence(vector);
        }
    }

    /** Whether the system allows both calls (seccomp(2)); calls that transfer nothing. */
    static boolean areAllowed(int descriptor) {
        MessageVector empty = MessageVector.forReceiving(1, 1, 0);
        return receive(descriptor, empty, 0) == 0 && send(descriptor, empty, 0, 0) == 0;
    }

    /** A linked function throws no checked exception. */
    static RuntimeException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException exception ? exception : new IllegalStateException(e);
    }
}
