package paloma.session;

import java.net.Inet4Address;
import java.net.InetAddress;
import paloma.DropReason;
import paloma.Limits;
import paloma.net.Source;

/** <em>Immutable.</em> Decides which source addresses may have a session. */
public final class Admission {
    private final Limits limits;

    public Admission(Limits limits) {
        this.limits = limits;
    }

    /**
     * Why {@code source}, which has no session, must not be answered; null when it may. A port is refused without an
     * address object.
     */
    public DropReason refusal(Source source) {
        int port = source.port();
        if (port == 0) {
            return DropReason.SOURCE_PORT_ZERO;
        }
        if (port < limits.lowestSourcePort()) {
            return DropReason.SOURCE_PORT_RESERVED;
        }
        InetAddress address = source.address().getAddress();
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
