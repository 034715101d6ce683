package paloma.kernel;

/**
 * <em>One thread.</em> Two hosts and a cable: the server's, 10.0.0.1 or fd00::1, and the peers', which end in 2 to 5, each
 * with the interface v0. Nothing but the tests' own packets is ever on the cable: both ends have the same hardware address, so
 * that neither needs to ask for the other's.
 */
final class Lan implements AutoCloseable {
    /** The IP version of the hosts. */
    enum Family {
        IPV4("10.0.0.", 24, "0.0.0.0"),
        IPV6("fd00::", 64, "::");

        private final String network;
        private final int bits;
        private final String any;

        Family(String network, int bits, String any) {
            this.network = network;
            this.bits = bits;
            this.any = any;
        }

        /** The address of a host by number; the server's is 1. */
        String host(int number) {
            return network + number;
        }

        /** The wildcard address of a server. */
        String any() {
            return any;
        }
    }

    static final String SERVER = Family.IPV4.host(1);

    private final Family family;
    final Namespace server = Namespace.create();
    final Namespace peers = Namespace.create();

    Lan() {
        this(Family.IPV4);
    }

    Lan(Family family) {
        this.family = family;
        if (family == Family.IPV6) {
            server.enableIpv6();
            peers.enableIpv6();
        }
        server.shell("""
                ip link add v0 address 02:00:00:00:00:01 arp off type veth \
                    peer name v0 address 02:00:00:00:00:01 arp off netns %s
                """.formatted(peers.name()));
        raise(server, 1);
        raise(peers, 2, 3, 4, 5);
    }

    private void raise(Namespace host, int... numbers) {
        // Otherwise an interface sends packets to discover its neighbours.
        host.shell("ip link set v0 addrgenmode none");
        for (int number : numbers) {
            host.shell("ip address add %s/%d dev v0 %s"
                    .formatted(family.host(number), family.bits, family == Family.IPV6 ? "nodad" : ""));
        }
        host.shell("ip link set v0 up");
    }

    /** A server on the first host. */
    HostedServer serve(String... options) {
        return new HostedServer(server, family.host(1), options);
    }

    /** Its peers, on the second host. */
    Peers peersOf(HostedServer hosted) {
        return new Peers(peers, hosted.port(), family.host(1));
    }

    /** Packets dropped at the server's end of the cable. */
    long droppedAtServersEnd() {
        return Long.parseLong(
                server.shell("cat /sys/class/net/v0/statistics/tx_dropped").strip());
    }

    @Override
    public void close() {
        try (peers;
                server) {
            // Each is deleted even if the other cannot be.
        }
    }
}
