package paloma.cli.option;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import paloma.AddressText;

/** <em>Any thread.</em> Formats addresses without a name lookup; IPv6 addresses as in RFC 5952. */
public final class HostPort {
    /** Matches numeric IPv6 addresses, and no host name. */
    private static final Pattern NUMERIC_IPV6 = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(%.*)?");

    private HostPort() {}

    /** Formats {@code localhost:8080}; an IPv6 address is put in brackets. */
    public static String of(String host, int port) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        return (bare.indexOf(':') >= 0 ? "[" + canonical(bare) + "]" : host) + ":" + port;
    }

    private static String canonical(String host) {
        try {
            return NUMERIC_IPV6.matcher(host).matches() ? AddressText.of(InetAddress.getByName(host)) : host;
        } catch (UnknownHostException e) {
            // Not an address, or its zone names no interface.
            return host;
        }
    }

    /** Formats {@code 127.0.0.1:57000}. */
    public static String of(InetSocketAddress address) {
        return AddressText.of(address);
    }

    /** Formats {@code 127.0.0.1}. */
    public static String host(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        return host == null ? address.getHostString() : AddressText.of(host);
    }
}
