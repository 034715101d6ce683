package paloma.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** <em>Immutable.</em> Addresses as text, without asking any name service. */
final class HostPort {
    private HostPort() {}

    /** {@code localhost:8080}; an IPv6 address gets brackets. */
    static String of(String host, int port) {
        boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
        return (bare ? "[" + host + "]" : host) + ":" + port;
    }

    /** {@code 127.0.0.1:57000}. */
    static String of(InetSocketAddress address) {
        return of(host(address), address.getPort());
    }

    /** {@code 127.0.0.1}. */
    static String host(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        return host == null ? address.getHostString() : host.getHostAddress();
    }
}
