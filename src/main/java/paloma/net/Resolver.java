package paloma.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * <em>Any thread.</em> Resolves a host to its addresses in connection order. Blocks during a lookup.
 *
 * <p>{@code localhost} is always 127.0.0.1, so that a client and a server on it meet (RFC 6761 §6.3 leaves the family
 * open). Other names have the addresses of {@link InetAddress#getAllByName} in their order. The next address is tried
 * when the local system reports that there is no route to the previous one or that it is not local; never after an
 * ICMP error.
 */
public final class Resolver {
    /** The system's resolver. */
    public static final Resolver SYSTEM = new Resolver(InetAddress::getAllByName);

    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final Pattern LOCALHOST = Pattern.compile("localhost\\.?");
    private static final Pattern FIXED = Pattern.compile("localhost\\.?|[0-9.]+|.*:.*");
    /** {@code fe80::/10} (RFC 4291 §2.5.6), with or without brackets, and no scope. */
    private static final Pattern LINK_LOCAL = Pattern.compile("\\[?fe[89ab][0-9a-f]:[0-9a-f:.]*]?");

    private final Lookup lookup;

    /** <em>Any thread.</em> A name service. */
    @FunctionalInterface
    public interface Lookup {
        /** All addresses of {@code host}, at least one. */
        InetAddress[] allByName(String host) throws UnknownHostException;
    }

    /** <em>Any thread.</em> Opens a socket at an address, or connected to it. */
    @FunctionalInterface
    public interface Opening<T> {
        /** @throws IOException when the socket cannot be opened */
        T at(InetAddress address) throws IOException;
    }

    /** A resolver on {@code lookup}. */
    public Resolver(Lookup lookup) {
        this.lookup = lookup;
    }

    /**
     * All addresses of {@code host}, at least one.
     *
     * @throws UnknownHostException when it has none, or is a link-local IPv6 address without a scope
     */
    public List<InetAddress> resolve(String host) throws UnknownHostException {
        if (lacksScope(host)) {
            throw new UnknownHostException(host + " is of one link: it needs a scope, such as " + host + "%eth0");
        }
        if (LOCALHOST.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
            return List.of(InetAddress.getByAddress(host, LOOPBACK));
        }
        return List.of(lookup.allByName(host));
    }

    /** Whether the address of {@code host} cannot change: it is an address, or {@code localhost}. */
    public static boolean isFixed(String host) {
        return FIXED.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    /**
     * Whether {@code host} is a link-local IPv6 address without a scope: {@code fe80::1} instead of {@code
     * fe80::1%eth0} (RFC 4007 §6 and §11).
     */
    public static boolean lacksScope(String host) {
        return LINK_LOCAL.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    /**
     * Opens a socket at the first address of {@code host} that can be bound. A taken port at such an address is an
     * error; the next address is not tried.
     *
     * @param bindable whether a socket can be bound to an address at some port; called only after {@code opening}
     *     has failed
     * @throws UnknownHostException when the host has no address
     * @throws IOException the exception of {@code opening} at that address, or at the first one when none can be
     *     bound
     */
    public <T> T firstBound(String host, Opening<T> opening, Predicate<InetAddress> bindable) throws IOException {
        return first(host, opening, bindable.negate());
    }

    /**
     * Opens a socket connected to the first address of {@code host} that has a route.
     *
     * @throws UnknownHostException when the host has no address
     * @throws IOException the exception of {@code opening} at the first address, when none has one
     */
    public <T> T firstConnected(String host, Opening<T> opening) throws IOException {
        return first(host, opening, address -> true);
    }

    private <T> T first(String host, Opening<T> opening, Predicate<InetAddress> mayContinue) throws IOException {
        IOException first = null;
        for (InetAddress address : resolve(host)) {
            try {
                return opening.at(address);
            } catch (IOException e) {
                if (!mayContinue.test(address)) {
                    throw e;
                }
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        throw first;
    }
}
