package paloma.linux;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import paloma.BatchRefusal;
import paloma.BatchRefusedException;

/**
 * <em>Any thread.</em> The file descriptor of a channel's socket. Counts its users, so that none uses a closed descriptor, whose
 * number may be another file's.
 *
 * <pre>{@code
 * if (descriptor.enter()) {
 *     try {
 *         SocketCalls.receive(descriptor.number(), vector, count);
 *     } finally {
 *         descriptor.exit();
 *     }
 * }
 * }</pre>
 */
public final class SocketDescriptor implements Closeable {
    /** The sign bit: no further user enters. */
    private static final int CLOSED = Integer.MIN_VALUE;

    private final int number;
    private final Closeable channel;
    /** The number of users, and {@link #CLOSED}. */
    private final AtomicInteger users = new AtomicInteger();

    SocketDescriptor(int number, Closeable channel) {
        this.number = number;
        this.channel = channel;
    }

    /**
     * Finds the descriptor of an open channel: the only datagram socket of this process with its address.
     *
     * @param local the channel's local address
     * @param channel owned by the result from now on
     * @throws BatchRefusedException when the calls cannot be made here, or not exactly one descriptor is found; the channel
     *     stays open
     */
    public static SocketDescriptor of(InetSocketAddress local, Closeable channel) throws BatchRefusedException {
        if (LibraryFunctions.REFUSAL != null) {
            throw new BatchRefusedException(LibraryFunctions.REFUSAL);
        }
        int number = DescriptorSearch.find(local);
        if (number == DescriptorSearch.NONE) {
            throw new BatchRefusedException(BatchRefusal.NO_DESCRIPTOR);
        }
        if (!SocketCalls.areAllowed(number)) {
            throw new BatchRefusedException(BatchRefusal.CALLS_MISSING);
        }
        return new SocketDescriptor(number, channel);
    }

    /** The number, valid between {@link #enter} and {@link #exit}. */
    public int number() {
        return number;
    }

    /** Begins a use, which {@link #exit} must end; false when the descriptor is closed. */
    public boolean enter() {
        int before;
        do {
            before = users.get();
            if (before < 0) {
                return false;
            }
        } while (!users.compareAndSet(before, before + 1));
        return true;
    }

    /** Ends a use; the last one of a closed descriptor closes the channel. */
    public void exit() {
        if (users.decrementAndGet() == CLOSED) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Lets no further user enter, and closes the channel unless one is inside; idempotent. */
    @Override
    public void close() throws IOException {
        if (users.getAndUpdate(before -> before | CLOSED) == 0) {
            channel.close();
        }
    }
}
