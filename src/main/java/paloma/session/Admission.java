package paloma.session;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import paloma.DropReason;
import paloma.Limits;

/** <em>Immutable.</em> Decides which source addresses may have a session. */
public final class Admission {
    private final Limits limits;

    public Admission(Limits limits) {
        this.limits = limits;
    }

    /** Why {@code source}, which has no session, must not be answered; null when it may. */
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

    /** Whether it is the limited broadcast address; a directed one is unknown without the netmask (RFC 1812 §5.3.5). */
    private static boolean isBroadcast(InetAddress address) {
        return address instanceof Inet4Address && address.hashCode() == -1;
    }
}
