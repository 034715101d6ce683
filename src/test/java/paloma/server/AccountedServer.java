package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import paloma.Counters;
import paloma.Handler;

/**
 * A server on a free port of loopback, and its peers. When it closes, its account must balance, and must agree with
 * what the peers counted: every datagram that they sent was received, every one that it sent has reached one of them.
 */
public final class AccountedServer implements AutoCloseable {
    private final Server server;
    private final List<Peer> peers = new ArrayList<>();

    private AccountedServer(Server server) {
        this.server = server;
    }

    /** Opens a server with default options. */
    public static AccountedServer open(Handler handler) {
        return open(ServerOptions.on(0), handler);
    }

    /** Opens a server. */
    public static AccountedServer open(ServerOptions options, Handler handler) {
        try {
            return new AccountedServer(Server.open(options, handler));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server itself. */
    public Server server() {
        return server;
    }

    /** What was counted up to now. */
    public Counters counters() {
        return server.counters();
    }

    /** The port that was picked. */
    public int port() {
        return server.localAddress().getPort();
    }

    /** A new peer of this server, whose datagrams are part of the account; it is closed with the server. */
    public Peer peer() {
        Peer peer = new Peer(server.localAddress());
        peers.add(peer);
        return peer;
    }

    /** So many of them. */
    public List<Peer> peers(int count) {
        List<Peer> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(peer());
        }
        return some;
    }

    @Override
    public void close() {
        try {
            server.close();
            Counters counters = server.counters();
            assertTrue(counters.balanced(), counters::toString);
            assertEquals(0, counters.live(), counters::toString);
            peers.forEach(Peer::receiveWhatWaits);
            assertEquals(peers.stream().mapToLong(Peer::sent).sum(), counters.received(), counters::toString);
            assertEquals(peers.stream().mapToLong(Peer::received).sum(), counters.sent(), counters::toString);
        } finally {
            peers.forEach(Peer::close);
        }
    }
}
