package paloma.net;

import java.net.InetSocketAddress;

/**
 * <em>Reactor-owned.</em> The source of one received datagram; reused for later ones. It has an address object, a packed
 * IPv4 address and port, or both.
 *
 * <p>A transport that has an object sets just that one reference: callers get the same instance, and nothing is packed
 * before it is asked for. A transport that has the bytes of an IPv4 source sets it packed, and an object is made only on
 * demand. An IPv6 source always has an object.
 */
public final class Source {
    private static final int PORT_MASK = (1 << 16) - 1;

    private long packed;
    // Null while the source is only packed.
    private InetSocketAddress address;

    /** Sets the source to {@code source}, whose instance {@link #address} returns. */
    public void set(InetSocketAddress source) {
        address = source;
    }

    /** Sets the source to an IPv4 address and port, see {@link PackedAddress}; makes no object. */
    public void setPacked(long source) {
        packed = source;
        address = null;
    }

    /** The packed address and port; {@link PackedAddress#HASHED} for IPv6. Allocates nothing. */
    public long packed() {
        return address == null ? packed : PackedAddress.of(address);
    }

    /** The port, 0 to 65,535. Allocates nothing. */
    public int port() {
        return address == null ? (int) packed & PORT_MASK : address.getPort();
    }

    /** The address; the same instance until the next set. Allocates at the first call for a packed source. */
    public InetSocketAddress address() {
        if (address == null) {
            address = PackedAddress.addressOf(packed);
        }
        return address;
    }

    /** The address if it has an object, else null. Allocates nothing. */
    public InetSocketAddress addressIfMade() {
        return address;
    }
}
