package paloma.session;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import paloma.DropReason;
import paloma.Limits;

/** <em>Immutable.</em> Which sources may have a session. */
public final class Admission {
    private final Limits limits;

    public Admission(Limits limits) {
        this.limits = limits;
    }

    /** Why {@code source} must not be answered, or null. Asked of sources without a session only. */
    public DropReason refusal(InetSocketAddress source) {
        int port = source.getPort();
        InetAddress address = source.getAddress();
        if (port == 0) {
            return DropReason.SOURCE_PORT_ZERO;
        }
        if (port < limits.lowestSourcePort()) {
            return DropReason.SOURCE_PORT_RESERVED;
        }
        if (address.isMulticastAddress() || address.isAnyLocalAddress() || isBroadcast(address)) {
            return DropReason.SOURCE_NOT_UNICAST;
        }
        return null;
    }

    /** The limited broadcast address; a directed one cannot be told without the netmask (RFC 1812 §5.3.5). */
    private static boolean isBroadcast(InetAddress address) {
        return address instanceof Inet4Address && address.hashCode() == -1;
    }
}
