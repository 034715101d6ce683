package paloma.cli.option;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import paloma.AddressText;

/** <em>Immutable.</em> Addresses as text, without asking any name service; those of IPv6 as RFC 5952 has them. */
public final class HostPort {
    /** What is no name, whatever else it is. */
    private static final Pattern NUMBERS = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(%.*)?");

    private HostPort() {}

    /** {@code localhost:8080}; an IPv6 address gets brackets. */
    public static String of(String host, int port) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        return (bare.indexOf(':') >= 0 ? "[" + canonical(bare) + "]" : host) + ":" + port;
    }

    private static String canonical(String host) {
        try {
            return NUMBERS.matcher(host).matches() ? AddressText.of(InetAddress.getByName(host)) : host;
        } catch (UnknownHostException e) {
            // Nobody's address, or of an interface that there is not.
            return host;
        }
    }

    /** {@code 127.0.0.1:57000}. */
    public static String of(InetSocketAddress address) {
        return AddressText.of(address);
    }

    /** {@code 127.0.0.1}. */
    public static String host(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        return host == null ? address.getHostString() : AddressText.of(host);
    }
}
