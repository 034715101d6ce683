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
 * <em>Immutable.</em> A network of local addresses that clients use in turn, such as {@code 127.0.0.0/8}. In a network
 * of more than two addresses the first, and with IPv4 the last, are reserved (RFC 1122 §3.2.1.3, RFC 4291 §2.6.1).
 *
 * @param network its first address; null for the system's choice
 * @param bits its prefix length in bits
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
        int addressBits = address.getAddress().length * 8;
        int bits = form.group(2) == null ? addressBits : Integer.parseInt(form.group(2));
        BigInteger number = new BigInteger(1, address.getAddress());
        if (bits > addressBits
                || number.mod(BigInteger.ONE.shiftLeft(addressBits - bits)).signum() != 0) {
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
     * The first of {@code servers} to which a socket at the first of these addresses can be connected. If there is
     * none, the first of {@code servers}, so that the run reports the error. Sends nothing.
     */
    public InetSocketAddress firstReachable(List<InetSocketAddress> servers) {
        for (InetSocketAddress server : servers) {
            try {
                Transport.connected(of(0), server, PROBE_BUFFER_BYTES).close();
                return server;
            } catch (IOException e) {
                // Try the next one.
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
        int addressBits = network.getAddress().length * 8;
        BigInteger addresses = BigInteger.ONE.shiftLeft(addressBits - bits);
        boolean unreserved = addressBits - bits < 2;
        int reserved = unreserved ? 0 : addressBits == IPV4_BITS ? 2 : 1;
        BigInteger place = BigInteger.valueOf(client)
                .mod(addresses.subtract(BigInteger.valueOf(reserved)))
                .add(unreserved ? BigInteger.ZERO : BigInteger.ONE);
        byte[] number = new BigInteger(1, network.getAddress()).add(place).toByteArray();
        byte[] bytes = new byte[addressBits / 8];
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
