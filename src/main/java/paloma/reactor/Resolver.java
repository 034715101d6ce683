package paloma.reactor;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Turns a host into the one address that is meant. Blocks while the system looks the name up. */
public final class Resolver {
    private Resolver() {}

    /**
     * The first IPv4 address of {@code host}, else its first IPv6 address.
     *
     * @throws UnknownHostException when it has none
     */
    public static InetAddress resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        for (InetAddress address : addresses) {
            if (address instanceof Inet4Address) {
                return address;
            }
        }
        return addresses[0];
    }
}
