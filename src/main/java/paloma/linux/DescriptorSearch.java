package paloma.linux;

import java.io.IOException;
import java.lang.ref.Reference;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * <em>Any thread.</em> Finds the descriptor of a datagram socket of this process by its local address; used by one thread.
 * Other descriptors may be opened and closed meanwhile.
 */
final class DescriptorSearch {
    /** No descriptor, or several. */
    static final int NONE = -1;

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final String SOCKET = "socket:";

    private static final int SOL_SOCKET = 1;
    private static final int SO_TYPE = 3;
    private static final int SOCK_DGRAM = 2;

    /** The offset of a result's length; the result begins at 0. */
    private static final int LENGTH = SocketAddresses.SLOT_BYTES;

    private final InetSocketAddress local;
    private final ByteBuffer memory =
            ByteBuffer.allocateDirect(LENGTH + Integer.BYTES).order(ByteOrder.nativeOrder());
    private final long address = LibraryFunctions.address(memory);

    private DescriptorSearch(InetSocketAddress local) {
        this.local = local;
    }

    /** The only descriptor of a datagram socket at {@code local}; {@link #NONE} also where /proc is missing. */
    static int find(InetSocketAddress local) {
        DescriptorSearch search = new DescriptorSearch(local);
        int found = NONE;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path each : descriptors) {
                int descriptor = Integer.parseInt(each.getFileName().toString());
                if (isSocket(each) && search.matches(descriptor)) {
                    if (found != NONE) {
                        return NONE;
                    }
                    found = descriptor;
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            return NONE;
        }
        return found;
    }

    /** Whether the descriptor's link names a socket; false when it has been closed meanwhile. */
    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith(SOCKET);
        } catch (IOException closed) {
            return false;
        }
    }

    private boolean matches(int descriptor) {
        try {
            return isDatagramSocket(descriptor) && areEqual(local, localAddress(descriptor));
        } catch (Throwable e) {
            throw SocketCalls.unexpected(e);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    /** The socket's type (socket(7)); false for a descriptor that is closed or not a socket. */
    private boolean isDatagramSocket(int descriptor) throws Throwable {
        memory.putInt(LENGTH, Integer.BYTES);
        int result = (int)
                LibraryFunctions.GETSOCKOPT.invokeExact(descriptor, SOL_SOCKET, SO_TYPE, address, address + LENGTH);
        return result == 0 && memory.getInt(0) == SOCK_DGRAM;
    }

    /** The socket's address (getsockname(2)); null for a closed descriptor, and for a socket that is not of IP. */
    private InetSocketAddress localAddress(int descriptor) throws Throwable {
        memory.putInt(LENGTH, SocketAddresses.SLOT_BYTES);
        int result = (int) LibraryFunctions.GETSOCKNAME.invokeExact(descriptor, address, address + LENGTH);
        return result == 0 ? new SocketAddresses(memory).get(0) : null;
    }

    /** Compares the scopes of IPv6, too, which {@code equals} ignores. */
    static boolean areEqual(InetSocketAddress one, InetSocketAddress other) {
        return one.equals(other) && scope(one) == scope(other);
    }

    private static int scope(InetSocketAddress socketAddress) {
        return socketAddress.getAddress() instanceof Inet6Address ipv6 ? ipv6.getScopeId() : 0;
    }
}
