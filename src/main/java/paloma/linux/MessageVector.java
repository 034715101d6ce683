package paloma.linux;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import paloma.net.PackedAddress;
import paloma.net.Source;

/**
 * <em>Any thread.</em> Datagrams with their addresses, in memory that the kernel reads and writes; used by one thread at a time.
 * An array of {@code struct mmsghdr} (recvmmsg(2), sendmmsg(2)), each with one {@code struct iovec} and one socket address.
 *
 * <p>Slot {@code i} has the bytes of {@link #payload} from {@code i * slotBytes()} on. Where {@link SocketCalls#refusal} gives a
 * reason, a vector has offsets in place of pointers: all members work, and no system call can be made.
 */
public final class MessageVector {
    /** sizeof(struct mmsghdr): a struct msghdr of 56 bytes, msg_len, and padding. */
    static final int HEADER_BYTES = 64;
    /** sizeof(struct iovec). */
    static final int IOVEC_BYTES = 16;

    // Offsets in struct mmsghdr.
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int IOVEC = 16;
    private static final int IOVECS = 24;
    private static final int LENGTH = 56;
    // Offset in struct iovec.
    private static final int IOVEC_LENGTH = 8;

    private final int slots;
    private final int slotBytes;
    private final boolean sendsIpv6;
    private final ByteBuffer payload;
    /** All headers, then all iovecs, then all addresses. */
    private final ByteBuffer headers;

    private final long headersAddress;
    private final SocketAddresses addresses;
    private final ByteBuffer errno;
    private final Object errnoMemory;

    private MessageVector(int slots, int slotBytes, int tailBytes, boolean sendsIpv6) {
        this.slots = slots;
        this.slotBytes = slotBytes;
        this.sendsIpv6 = sendsIpv6;
        payload = memory(Math.addExact(Math.multiplyExact(slots, slotBytes), tailBytes));
        headers = memory(slots * (HEADER_BYTES + IOVEC_BYTES + SocketAddresses.SLOT_BYTES));
        headersAddress = LibraryFunctions.address(headers);
        addresses = new SocketAddresses(headers.slice(addressAt(0), slots * SocketAddresses.SLOT_BYTES));
        errno = memory(Integer.BYTES);
        errnoMemory = LibraryFunctions.segment(errno);
        long payloadAddress = LibraryFunctions.address(payload);
        for (int i = 0; i < slots; i++) {
            headers.putLong(i * HEADER_BYTES + NAME, headersAddress + addressAt(i))
                    .putLong(i * HEADER_BYTES + IOVEC, headersAddress + iovecAt(i))
                    .putLong(i * HEADER_BYTES + IOVECS, 1)
                    .putLong(iovecAt(i), payloadAddress + (long) i * slotBytes)
                    .putLong(iovecAt(i) + IOVEC_LENGTH, slotBytes);
            prepareReceive(i);
        }
    }

    private static ByteBuffer memory(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /**
     * A vector for {@link SocketCalls#receive}. Its payload ends with {@code tailBytes} that no datagram uses, so that also a
     * truncated datagram has a valid range: the bytes beyond its slot are undefined.
     *
     * @throws OutOfMemoryError when the direct memory does not suffice
     */
    public static MessageVector forReceiving(int slots, int slotBytes, int tailBytes) {
        return new MessageVector(slots, slotBytes, tailBytes, false);
    }

    /**
     * A vector for {@link SocketCalls#send} on a socket of {@code family}.
     *
     * @throws OutOfMemoryError when the direct memory does not suffice
     */
    public static MessageVector forSending(int slots, int slotBytes, StandardProtocolFamily family) {
        return new MessageVector(slots, slotBytes, 0, family == StandardProtocolFamily.INET6);
    }

    /** The bytes of all slots. */
    public ByteBuffer payload() {
        return payload;
    }

    public int slots() {
        return slots;
    }

    /** The size of a slot, in bytes. */
    public int slotBytes() {
        return slotBytes;
    }

    /** The length of a received datagram in bytes, also when it is truncated and thus longer than a slot. */
    public int length(int slot) {
        return headers.getInt(slot * HEADER_BYTES + LENGTH);
    }

    /**
     * Sets {@code source} to the source of a received datagram: packed for IPv4 and for IPv4-mapped IPv6, an object for IPv6.
     * The vector keeps 256 IPv6 addresses, so that a returning source needs no new object.
     */
    public void source(int slot, Source source) {
        long packed = addresses.packed(slot);
        if (PackedAddress.isExact(packed)) {
            source.setPacked(packed);
        } else {
            source.set(addresses.getCached(slot));
        }
    }

    /** Restores the room for an address, which the kernel has replaced by the length of one. */
    void prepareReceive(int slot) {
        headers.putInt(slot * HEADER_BYTES + NAME_LENGTH, SocketAddresses.SLOT_BYTES);
    }

    /**
     * Copies the remaining bytes of {@code datagram}, whose position stays, into a slot for an IPv4 peer.
     *
     * @param packed its address and port, see {@link PackedAddress}
     * @throws IllegalArgumentException when it is longer than a slot
     */
    public void put(int slot, ByteBuffer datagram, long packed) {
        putPayload(slot, datagram);
        putNameLength(slot, sendsIpv6 ? addresses.putMapped(slot, packed) : addresses.putIpv4(slot, packed));
    }

    /**
     * Copies the remaining bytes of {@code datagram}, whose position stays, into a slot for any peer.
     *
     * @throws IllegalArgumentException when it is longer than a slot, or the target is IPv6 and the socket is IPv4
     */
    public void put(int slot, ByteBuffer datagram, InetSocketAddress target) {
        if (!(target.getAddress() instanceof Inet6Address host)) {
            put(slot, datagram, PackedAddress.of(target));
            return;
        }
        if (!sendsIpv6) {
            throw new IllegalArgumentException("an IPv4 socket cannot send to " + target);
        }
        putPayload(slot, datagram);
        putNameLength(slot, addresses.putIpv6(slot, host, target.getPort()));
    }

    private void putPayload(int slot, ByteBuffer datagram) {
        int length = datagram.remaining();
        if (length > slotBytes) {
            throw new IllegalArgumentException("a slot has " + slotBytes + " bytes, the datagram " + length);
        }
        payload.put(slot * slotBytes, datagram, datagram.position(), length);
        headers.putLong(iovecAt(slot) + IOVEC_LENGTH, length);
    }

    private void putNameLength(int slot, int bytes) {
        headers.putInt(slot * HEADER_BYTES + NAME_LENGTH, bytes);
    }

    private int iovecAt(int slot) {
        return slots * HEADER_BYTES + slot * IOVEC_BYTES;
    }

    private int addressAt(int slot) {
        return slots * (HEADER_BYTES + IOVEC_BYTES) + slot * SocketAddresses.SLOT_BYTES;
    }

    /** The memory that the kernel sees. */
    ByteBuffer headers() {
        return headers;
    }

    /** The pointer to a slot's header. */
    long address(int slot) {
        return headersAddress + (long) slot * HEADER_BYTES;
    }

    /** The segment in which a call stores its errno. */
    Object errnoMemory() {
        return errnoMemory;
    }

    /** The errno of the last call that failed. */
    int errno() {
        return errno.getInt(0);
    }
}
