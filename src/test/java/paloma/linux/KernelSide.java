package paloma.linux;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * <em>One thread.</em> The kernel's side of a vector, without the kernel: takes the datagrams that it has for sending, and fills
 * in received ones. Follows the pointers, with the offsets of 64-bit Linux.
 */
public final class KernelSide {
    private final MessageVector vector;
    private final ByteBuffer memory;
    private final long address;
    private final long payloadAddress;

    public KernelSide(MessageVector vector) {
        this.vector = vector;
        memory = vector.headers().duplicate().order(ByteOrder.nativeOrder());
        address = vector.address(0);
        payloadAddress = LibraryFunctions.address(vector.payload());
    }

    /** The bytes of a datagram for sending. */
    public byte[] datagram(int slot) {
        int iovec = iovec(slot);
        byte[] bytes = new byte[Math.toIntExact(memory.getLong(iovec + 8))];
        vector.payload().get(Math.toIntExact(memory.getLong(iovec) - payloadAddress), bytes);
        return bytes;
    }

    /** The target of a datagram for sending. */
    public InetSocketAddress target(int slot) {
        byte[] name = name(slot);
        ByteBuffer fields = ByteBuffer.wrap(name);
        int port = fields.getShort(2) & 0xffff;
        boolean ipv4 = ByteBuffer.wrap(name).order(ByteOrder.nativeOrder()).getShort() == 2;
        byte[] host = ipv4 ? Arrays.copyOfRange(name, 4, 8) : Arrays.copyOfRange(name, 8, 24);
        int scope = ipv4 ? 0 : fields.order(ByteOrder.nativeOrder()).getInt(24);
        try {
            return new InetSocketAddress(
                    scope == 0 ? InetAddress.getByAddress(host) : Inet6Address.getByAddress(null, host, scope), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** Stores a datagram as received from {@code source} by a socket of the source's family; truncates it to the slot. */
    public void deliver(int slot, byte[] datagram, InetSocketAddress source) {
        byte[] host = source.getAddress().getAddress();
        boolean ipv4 = host.length == 4;
        ByteBuffer name = ByteBuffer.allocate(ipv4 ? 16 : 28).order(ByteOrder.nativeOrder());
        name.putShort(0, (short) (ipv4 ? 2 : 10)).put(ipv4 ? 4 : 8, host);
        if (!ipv4) {
            name.putInt(24, ((Inet6Address) source.getAddress()).getScopeId());
        }
        name.order(ByteOrder.BIG_ENDIAN).putShort(2, (short) source.getPort());
        deliver(slot, datagram, name.array());
    }

    /** Stores a datagram with a socket address as the kernel writes it. */
    void deliver(int slot, byte[] datagram, byte[] name) {
        int header = slot * 64;
        int room = memory.getInt(header + 8);
        if (room < name.length) {
            throw new AssertionError("room for " + room + " bytes of an address, not " + name.length);
        }
        memory.put(Math.toIntExact(memory.getLong(header) - address), name);
        memory.putInt(header + 8, name.length);
        int iovec = iovec(slot);
        vector.payload()
                .put(
                        Math.toIntExact(memory.getLong(iovec) - payloadAddress),
                        datagram,
                        0,
                        Math.toIntExact(Math.min(datagram.length, memory.getLong(iovec + 8))));
        memory.putInt(header + 56, datagram.length);
        vector.prepareReceive(slot);
    }

    /** The socket address of a slot, as long as its header gives it. */
    byte[] name(int slot) {
        byte[] name = new byte[memory.getInt(slot * 64 + 8)];
        memory.get(Math.toIntExact(memory.getLong(slot * 64) - address), name);
        return name;
    }

    private int iovec(int slot) {
        return Math.toIntExact(memory.getLong(slot * 64 + 16) - address);
    }
}
