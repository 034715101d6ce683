package paloma.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import paloma.reactor.MemoryTransport;
import paloma.reactor.Transport;

/** <em>One thread.</em> A name service and a routing table in memory. A search runs when the test lets it. */
final class HandDialer implements Dialer {
    private final Map<InetSocketAddress, InetSocketAddress> sources = new HashMap<>();
    private final Map<InetSocketAddress, String> reasons = new HashMap<>();
    private final Queue<Runnable> searches = new ArrayDeque<>();
    /** The opened sockets, in order. */
    final List<MemoryTransport> sockets = new ArrayList<>();

    private List<InetSocketAddress> addresses;
    private boolean fixed;
    private RuntimeException bug;
    private Error noThread;
    private int started;

    /** The name resolves to {@code addresses}; there is no route. */
    HandDialer(InetSocketAddress... addresses) {
        resolvesTo(addresses);
    }

    /** The addresses of the name from now on; none when it is unknown. */
    void resolvesTo(InetSocketAddress... resolved) {
        addresses = List.of(resolved);
    }

    /** The server's address is fixed from now on: no name service. */
    void isFixedFromNowOn() {
        fixed = true;
    }

    /** A socket to {@code remote} has the address {@code local} from now on. */
    void leadsTo(InetSocketAddress remote, InetSocketAddress local) {
        sources.put(remote, local);
    }

    /** Searches throw {@code error} from now on, as by a bug; null ends that. */
    void searchesThrow(RuntimeException error) {
        bug = error;
    }

    /** Starting a search thread throws {@code error} from now on; null ends that. */
    void hasNoThread(Error error) {
        noThread = error;
    }

    /** A socket to {@code remote} fails with {@code reason} from now on. */
    void leadsNowhere(InetSocketAddress remote, String reason) {
        reasons.put(remote, reason);
    }

    /** The number of searches started. */
    int started() {
        return started;
    }

    /** Runs the started search to its end. */
    void searches() {
        searches.remove().run();
    }

    @Override
    public boolean isFixed() {
        return fixed;
    }

    @Override
    public List<InetSocketAddress> addresses() throws UnknownHostException {
        if (bug != null) {
            throw bug;
        }
        if (addresses.isEmpty()) {
            throw new UnknownHostException("unknown");
        }
        return addresses;
    }

    @Override
    public Transport dial(InetSocketAddress remote) throws IOException {
        if (!sources.containsKey(remote)) {
            throw new IOException(reasons.getOrDefault(remote, "Network is unreachable"));
        }
        MemoryTransport socket = new MemoryTransport(sources.get(remote));
        sockets.add(socket);
        return socket;
    }

    @Override
    public void runInBackground(Runnable search) {
        if (noThread != null) {
            throw noThread;
        }
        started++;
        searches.add(search);
    }
}
