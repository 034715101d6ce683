package paloma.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import paloma.Counter;
import paloma.Counters;
import paloma.Handler;
import paloma.ServerStatus;
import paloma.client.Client;
import paloma.client.ClientOptions;
import paloma.house.Timeouts;

/**
 * A server on a free port of loopback, and its peers. On close its counters must balance and agree with those of
 * the peers: every datagram that they sent was received, every one that it sent has reached one of them, and so have
 * their bytes.
 */
public final class AccountedServer implements AutoCloseable {
    private static final Duration TIMEOUT = Timeouts.LIMIT;

    private final Server server;
    private final List<Peer> peers = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<Others> others = new ArrayList<>();

    /** Counters of other peers, and their values before they joined. */
    private record Others(LongSupplier sent, long sentBefore, LongSupplier received, long receivedBefore) {
        long sentSince() {
            return sent.getAsLong() - sentBefore;
        }

        long receivedSince() {
            return received.getAsLong() - receivedBefore;
        }
    }

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

    /** The counters now. */
    public Counters counters() {
        return server.counters();
    }

    /** The bound port. */
    public int port() {
        return server.localAddress().getPort();
    }

    /** A new peer of this server. Its datagrams are counted; it is closed with the server. */
    public Peer peer() {
        Peer peer = new Peer(server.localAddress());
        peers.add(peer);
        return peer;
    }

    /** New peers, {@code count} of them. */
    public List<Peer> peers(int count) {
        List<Peer> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(peer());
        }
        return some;
    }

    /** A new client of this server, with a request timeout beyond the delays of a busy machine. */
    public Client client() {
        return client(ClientOptions.to("127.0.0.1", port()).withRequestTimeout(TIMEOUT));
    }

    /** A new client of this server. Its datagrams are counted; it is closed with the server. */
    public Client client(ClientOptions options) {
        try {
            Client client = Client.open(options);
            clients.add(client);
            joinedBy(client);
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Counts the datagrams of {@code client} from now on; it is not closed with the server. */
    public void joinedBy(Client client) {
        joinedBy(() -> client.counters().sent(), () -> client.counters().received());
    }

    /** Counts datagrams that others send to the server and receive from it, by their counters, from now on. */
    public void joinedBy(LongSupplier sent, LongSupplier received) {
        others.add(new Others(sent, sent.getAsLong(), received, received.getAsLong()));
    }

    /**
     * A busy kernel may pass a datagram on after the call that sent it. What has not arrived when the drain ends is lost, and
     * would be missed below.
     */
    private void awaitArrivals() {
        if (server.state() == ServerStatus.State.SERVING) {
            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertEquals(sentByPeers(), server.counters().get(Counter.RECEIVED)));
        }
    }

    @Override
    public void close() {
        try {
            awaitArrivals();
            server.close();
            Counters counters = server.counters();
            assertTrue(counters.balanced(), counters::toString);
            assertTrue(counters.atRest(), counters::toString);
            assertEquals(0, counters.get(Counter.LIVE), counters::toString);
            peers.forEach(Peer::receiveWhatWaits);
            assertEquals(sentByPeers(), counters.get(Counter.RECEIVED), counters::toString);
            if (others.isEmpty()) {
                // Others count no bytes.
                assertEquals(
                        peers.stream().mapToLong(Peer::bytesSent).sum(),
                        counters.get(Counter.BYTES_RECEIVED),
                        counters::toString);
            }
            // A client still receives the datagrams in its socket.
            await().atMost(TIMEOUT).untilAsserted(() -> {
                peers.forEach(Peer::receiveWhatWaits);
                assertEquals(counters.get(Counter.SENT), receivedByPeers(), counters::toString);
            });
            if (others.isEmpty()) {
                assertEquals(
                        peers.stream().mapToLong(Peer::bytesReceived).sum(),
                        counters.get(Counter.BYTES_SENT),
                        counters::toString);
            }
        } finally {
            peers.forEach(Peer::close);
            clients.forEach(Client::close);
        }
    }

    private long sentByPeers() {
        return peers.stream().mapToLong(Peer::sent).sum()
                + others.stream().mapToLong(Others::sentSince).sum();
    }

    private long receivedByPeers() {
        return peers.stream().mapToLong(Peer::received).sum()
                + others.stream().mapToLong(Others::receivedSince).sum();
    }
}
