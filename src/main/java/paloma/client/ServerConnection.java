package paloma.client;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import paloma.AddressText;
import paloma.lifecycle.Deadline;
import paloma.lifecycle.Log;
import paloma.reactor.Endpoint;
import paloma.reactor.Transport;

/**
 * <em>Reactor-owned.</em> A client's route to its server, and the search for another when the route is in doubt.
 *
 * A search runs on a thread of the client's group: it resolves the server's name again and connects a second socket, because the
 * kernel's routing decision is the only evidence that is not text in the system's language. A client runs one search at a time, at
 * most one a second. Any thread may read the addresses and the number of reconnects.
 *
 * <pre>
 *   doubt                                         the client moves when the search finds
 *   ROUTE  a send failed, or the local address is a socket with another local or remote address; where nothing
 *          no longer the machine's                was sent yet, the next address of the name
 *   NAME   ICMP, or three requests in a row       that the name no longer has the address in use
 *          without a datagram from the server
 * </pre>
 *
 * <p>Linux goes on sending from an IPv6 address that was removed, without an error. So the local address is checked whenever a request
 * has timed out.
 */
final class ServerConnection {
    /** Between the beginnings of two searches. */
    static final long SEARCH_INTERVAL_NANOS = 1_000_000_000L;
    /** Requests without an answer, and without any other datagram between them, that put the server's address in doubt. */
    static final int SILENT_REQUESTS = 3;

    /** <em>Immutable.</em> Why the route is in doubt. */
    private enum Doubt {
        NONE,
        NAME,
        ROUTE
    }

    /** <em>Immutable.</em> What a search knows of the way in use. */
    private record Route(Doubt doubt, InetSocketAddress remote, InetAddress local, boolean everSent) {}

    /**
     * <em>Immutable.</em> What a search found.
     *
     * @param socket connected to {@code remote}; null when the way in use is the best one
     * @param reason why there is no other way; null when there is one, or none is needed
     */
    record SearchResult(Transport socket, InetSocketAddress remote, IOException reason) {
        private static final SearchResult UNCHANGED = new SearchResult(null, null, null);

        boolean isNewRoute() {
            return socket != null;
        }
    }

    private final Endpoint endpoint;
    private final Dialer dialer;
    private volatile InetSocketAddress remote;
    private volatile InetSocketAddress local;
    private volatile long reconnects;

    private Doubt doubt = Doubt.NONE;
    private boolean lost;
    private boolean searching;
    private long nextSearchAt;
    private long knownUnsent;
    private long sentBeforeRoute;
    private int silentRequests;

    // Guarded by this.
    private SearchResult finished;
    private boolean closed;

    /** The way of a socket that is connected to {@code remote}. */
    ServerConnection(Endpoint endpoint, InetSocketAddress remote, Dialer dialer) {
        this.endpoint = endpoint;
        this.dialer = dialer;
        this.remote = remote;
        this.local = endpoint.localAddress();
    }

    /** Any thread: the server's address. */
    InetSocketAddress remote() {
        return remote;
    }

    /** Any thread: the client's own address. */
    InetSocketAddress local() {
        return local;
    }

    /** Any thread: how often another socket took the place of the one before. */
    long reconnects() {
        return reconnects;
    }

    /** Whether what is sent now cannot be answered. */
    boolean isLost() {
        return lost;
    }

    /** A datagram came. */
    void onDatagram() {
        silentRequests = 0;
    }

    /** ICMP says that the server cannot be reached where it is thought to be. */
    void onUnreachable() {
        doubtName();
    }

    /** A request has had no answer in its time. */
    void onRequestTimeout() {
        if (!endpoint.isAddressLocal()) {
            lost = true;
            doubtRoute();
        } else if (++silentRequests >= SILENT_REQUESTS) {
            silentRequests = 0;
            doubtName();
        }
    }

    /** Whether sends have failed, since the last call, in a way that puts the way in doubt. */
    boolean hasSendFailed() {
        long now = endpoint.sends().unsentByPath();
        if (now == knownUnsent) {
            return false;
        }
        knownUnsent = now;
        doubtRoute();
        lost |= !endpoint.isAddressLocal();
        return true;
    }

    /** There has to be another way, or at least a look for one. */
    void doubtRoute() {
        doubt = Doubt.ROUTE;
    }

    private void doubtName() {
        if (doubt == Doubt.NONE && !dialer.isFixed()) {
            doubt = Doubt.NAME;
        }
    }

    /** Begins a search when one is due; returns whether it has. */
    boolean search(long now) {
        if (doubt == Doubt.NONE || searching || now < nextSearchAt) {
            return false;
        }
        nextSearchAt = now + SEARCH_INTERVAL_NANOS;
        searching = true;
        boolean everSent = endpoint.sends().sentTotal() > sentBeforeRoute;
        Route way = new Route(doubt, remote, local.getAddress(), everSent);
        // What comes into doubt from now on is for the next search.
        doubt = Doubt.NONE;
        try {
            dialer.runInBackground(() -> publish(searchSafely(way)));
        } catch (Throwable e) {
            // No thread could be had.
            publish(new SearchResult(null, null, new IOException("no search for a way to the server", e)));
        }
        return true;
    }

    /** When {@link #search} is due, or {@link Deadline#NEVER}. */
    long deadline() {
        return doubt == Doubt.NONE || searching ? Deadline.NEVER : nextSearchAt;
    }

    private SearchResult searchSafely(Route way) {
        try {
            return searchRoute(way);
        } catch (Throwable e) {
            return new SearchResult(null, null, new IOException("no search for a way to the server", e));
        }
    }

    /** On the searching thread: another way than {@code way}, if that is needed and there is one. */
    private SearchResult searchRoute(Route way) {
        List<InetSocketAddress> candidates = new ArrayList<>();
        try {
            candidates.addAll(dialer.addresses());
        } catch (UnknownHostException e) {
            // The name service is away, perhaps for the same reason: the address is still the server's.
            candidates.add(way.remote);
        }
        // While it is one of the name's addresses, the client stays there if it can.
        boolean named = candidates.removeIf(candidate -> isSame(way.remote, candidate));
        if (named) {
            candidates.add(0, way.remote);
        }
        return named && way.doubt == Doubt.NAME ? SearchResult.UNCHANGED : firstRoute(candidates, way);
    }

    private SearchResult firstRoute(List<InetSocketAddress> candidates, Route way) {
        IOException reason = null;
        for (InetSocketAddress candidate : candidates) {
            try {
                Transport socket = dialer.dial(candidate);
                if (!isSame(way, candidate, socket.localAddress().getAddress())) {
                    return new SearchResult(socket, candidate, null);
                }
                socket.close();
                if (way.everSent) {
                    return SearchResult.UNCHANGED;
                }
            } catch (IOException e) {
                reason = reason == null ? e : reason;
            }
        }
        return new SearchResult(null, null, reason);
    }

    /** What the requests that wait are told when the socket reports {@code cause}, an ICMP error. */
    SocketException unreachableError(IOException cause) {
        SocketException unreachable = cause instanceof PortUnreachableException
                ? new PortUnreachableException("no one listens at " + AddressText.of(remote()))
                : new NoRouteToHostException(
                        "the way to " + AddressText.of(remote()) + " is closed: " + cause.getMessage());
        unreachable.initCause(cause);
        return unreachable;
    }

    private static boolean isSame(Route route, InetSocketAddress remote, InetAddress local) {
        return isSame(route.remote, remote) && route.local.equals(local);
    }

    /** To Java, addresses are equal that differ in their scope only. */
    private static boolean isSame(InetSocketAddress one, InetSocketAddress other) {
        return one.equals(other) && scope(one.getAddress()) == scope(other.getAddress());
    }

    private static int scope(InetAddress address) {
        return address instanceof Inet6Address six ? six.getScopeId() : 0;
    }

    /** Hands {@code result} to the reactor, unless the client is closed. */
    private void publish(SearchResult result) {
        synchronized (this) {
            if (!closed) {
                finished = result;
            } else if (result.isNewRoute()) {
                close(result.socket);
            }
        }
        endpoint.wake();
    }

    /** Goes the way that a search has found meanwhile, if any. What it found, or null when none has ended. */
    SearchResult applyResult() {
        SearchResult result = takeResult();
        if (result == null) {
            return null;
        }
        searching = false;
        if (!result.isNewRoute()) {
            lost = lost && !endpoint.isAddressLocal();
            return result;
        }
        try {
            endpoint.moveTo(result.socket);
        } catch (Throwable e) {
            // An Error too costs this search only: the reactor serves other clients.
            return new SearchResult(null, null, new IOException("the socket of another way could not be used", e));
        }
        remote = result.remote;
        local = endpoint.localAddress();
        sentBeforeRoute = endpoint.sends().sentTotal();
        reconnects++;
        lost = false;
        doubt = Doubt.NONE;
        silentRequests = 0;
        return result;
    }

    private synchronized SearchResult takeResult() {
        SearchResult taken = finished;
        finished = null;
        return taken;
    }

    /** The client is closed: a search under way ends by itself and finds nothing. */
    synchronized void close() {
        closed = true;
        SearchResult left = takeResult();
        if (left != null && left.isNewRoute()) {
            close(left.socket);
        }
    }

    private static void close(Transport socket) {
        try {
            socket.close();
        } catch (IOException e) {
            Log.warn("a socket that is not needed could not be closed", e);
        }
    }
}
