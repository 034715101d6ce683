package paloma.load.plan;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import paloma.AddressText;
import paloma.reactor.Transport;

/**
 * <em>Immutable.</em> The local addresses that clients are spread over, one after the other: {@code 127.0.0.0/8}. In a
 * network of more than two addresses the first and, with IPv4, the last are nobody's.
 *
 * @param network its first address, null for the system's choice
 * @param bits how many bits all its addresses have in common
 */
public record SourceAddresses(InetAddress network, int bits) {
    /** The system's choice. */
    public static final SourceAddresses ANY = new SourceAddresses(null, 0);

    private static final String ANY_TEXT = "any";
    private static final Pattern FORM = Pattern.compile("([0-9A-Fa-f.:]+)(?:/(\\d{1,3}))?");
    private static final int IPV4_BITS = 32;
    private static final int PROBE_BUFFER_BYTES = 2_048;

    /**
     * @throws IllegalArgumentException when {@code text} is not an address, or a network address and its prefix
     *     length
     */
    public static SourceAddresses parse(String text) {
        if (text.equals(ANY_TEXT)) {
            return ANY;
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches() || form.group(1).matches("[0-9A-Fa-f]*")) {
            throw new IllegalArgumentException("not a network: " + text);
        }
        InetAddress address;
        try {
            address = InetAddress.getByName(form.group(1));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + text, e);
        }
        int all = address.getAddress().length * 8;
        int bits = form.group(2) == null ? all : Integer.parseInt(form.group(2));
        BigInteger number = new BigInteger(1, address.getAddress());
        if (bits > all || number.mod(BigInteger.ONE.shiftLeft(all - bits)).signum() != 0) {
            throw new IllegalArgumentException("not a network: " + text);
        }
        return new SourceAddresses(address, bits);
    }

    /**
     * Whether a socket at one of these addresses can have {@code address} as its peer; true for the system's
     * choice.
     */
    public boolean isOfFamilyOf(InetAddress address) {
        return network == null || network.getAddress().length == address.getAddress().length;
    }

    /**
     * The first of {@code servers} to which a socket at the first of these addresses can be connected; the first of
     * all when there is none, so that the run reports the error. Sends nothing.
     */
    public InetSocketAddress firstReachable(List<InetSocketAddress> servers) {
        for (InetSocketAddress server : servers) {
            try {
                Transport.connected(of(0), server, PROBE_BUFFER_BYTES).close();
                return server;
            } catch (IOException e) {
                // The next one may be reachable.
            }
        }
        return servers.get(0);
    }

    /**
     * The local address of client {@code client}, with a port of the system's choice; null when the system also
     * chooses the address.
     */
    public InetSocketAddress of(int client) {
        if (network == null) {
            return null;
        }
        int all = network.getAddress().length * 8;
        BigInteger addresses = BigInteger.ONE.shiftLeft(all - bits);
        boolean pair = all - bits < 2;
        int nobodys = pair ? 0 : all == IPV4_BITS ? 2 : 1;
        BigInteger place = BigInteger.valueOf(client)
                .mod(addresses.subtract(BigInteger.valueOf(nobodys)))
                .add(pair ? BigInteger.ZERO : BigInteger.ONE);
        byte[] number = new BigInteger(1, network.getAddress()).add(place).toByteArray();
        byte[] bytes = new byte[all / 8];
        int length = Math.min(number.length, bytes.length);
        System.arraycopy(number, number.length - length, bytes, bytes.length - length, length);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), 0);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }

    /** As written by the user. */
    @Override
    public String toString() {
        return network == null ? ANY_TEXT : AddressText.of(network) + "/" + bits;
    }
}
