package paloma.kernel;

/**
 * <em>One thread.</em> Two hosts and a cable: the server's, 10.0.0.1, and the peers', 10.0.0.2 to 10.0.0.5, each with the
 * interface v0. Nothing but the tests' own packets is ever on the cable: both ends have the same hardware address, so
 * that neither needs to ask for the other's.
 */
final class Lan implements AutoCloseable {
    static final String SERVER = "10.0.0.1";

    final Namespace server = Namespace.create();
    final Namespace peers = Namespace.create();

    Lan() {
        server.shell("""
                ip link add v0 address 02:00:00:00:00:01 arp off type veth \
                    peer name v0 address 02:00:00:00:00:01 arp off netns %s
                ip address add %s/24 dev v0
                ip link set v0 up
                """.formatted(peers.name(), SERVER));
        peers.shell("""
                for each in 2 3 4 5; do
                    ip address add 10.0.0.$each/24 dev v0
                done
                ip link set v0 up
                """);
    }

    /** A server on the one host. */
    HostedServer serve(String... options) {
        return new HostedServer(server, SERVER, options);
    }

    /** Its peers, on the other. */
    Peers peersOf(HostedServer hosted) {
        return new Peers(peers, hosted.port());
    }

    /** How many packets the server's end of the cable had to drop. */
    long droppedAtServersEnd() {
        return Long.parseLong(
                server.shell("cat /sys/class/net/v0/statistics/tx_dropped").strip());
    }

    @Override
    public void close() {
        try (peers;
                server) {
            // Each goes even if the other cannot.
        }
    }
}
