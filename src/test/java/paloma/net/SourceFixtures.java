package paloma.net;

import java.net.InetSocketAddress;

/** Sources of datagrams. */
public final class SourceFixtures {
    private SourceFixtures() {}

    /** A source with the object {@code address}. */
    public static Source of(InetSocketAddress address) {
        Source source = new Source();
        source.set(address);
        return source;
    }

    /** A source with the IPv4 address and port of {@code address}, and no object. */
    public static Source packed(InetSocketAddress address) {
        Source source = new Source();
        source.setPacked(PackedAddress.of(address));
        return source;
    }
}
