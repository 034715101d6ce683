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
 * <em>Reactor-owned.</em> A client's connection to its server, and the search for another route. Any thread may read the
 * addresses and the number of reconnects.
 *
 * <p>When the route is in doubt, a thread of the client's group resolves the server's name again and connects a second socket.
 * The kernel decides the route, since error texts are localised. A client has one search at a time, at most one per second.
 *
 * <pre>
 *   doubt  cause                                 the client moves to
 *   ROUTE  a send failed, or the local address   a socket with another local or remote address; if nothing was ever
 *          was removed from the machine          sent, also the next address of the name
 *   NAME   ICMP, or three requests in a row      another address of the name, if the name does not resolve to the
 *          without a datagram from the server    current one
 * </pre>
 *
 * <p>Linux continues to send from an IPv6 address that was removed. So the local address is checked after each request
 * without an answer.
 */
final class ServerConnection {
    /** Minimum time between the starts of two searches. */
    static final long SEARCH_INTERVAL_NANOS = 1_000_000_000L;
    /** Consecutive requests without any datagram from the server that put its address in doubt. */
    static final int SILENT_REQUESTS = 3;

    /** <em>Immutable.</em> The part of the connection that is in doubt. */
    private enum Doubt {
        NONE,
        NAME,
        ROUTE
    }

    /** <em>Immutable.</em> The current route, as input of a search. */
    private record Route(Doubt doubt, InetSocketAddress remote, InetAddress local, boolean everSent) {}

    /**
     * <em>Immutable.</em> The result of a search.
     *
     * @param socket connected to {@code remote}; null when the current route stays
     * @param remote the server's address
     * @param reason why no route was found; null when one was found, or none is needed
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

    /** The socket of {@code endpoint} is connected to {@code remote}. */
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

    /** Any thread: how often the socket was replaced. */
    long reconnects() {
        return reconnects;
    }

    /** Whether the local address was removed: an answer could not arrive. */
    boolean isLost() {
        return lost;
    }

    /** The server has sent a datagram. */
    void onDatagram() {
        silentRequests = 0;
    }

    /** An ICMP error puts the server's address in doubt. */
    void onUnreachable() {
        doubtName();
    }

    /** A request had no answer within its timeout. */
    void onRequestTimeout() {
        if (!endpoint.isAddressLocal()) {
            lost = true;
            doubtRoute();
        } else if (++silentRequests >= SILENT_REQUESTS) {
            silentRequests = 0;
            doubtName();
        }
    }

    /** Whether sends failed since the last call for a reason that puts the route in doubt. */
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

    /** Puts the route in doubt: a search follows. */
    void doubtRoute() {
        doubt = Doubt.ROUTE;
    }

    private void doubtName() {
        if (doubt == Doubt.NONE && !dialer.isFixed()) {
            doubt = Doubt.NAME;
        }
    }

    /** Starts a search when one is due; returns whether it did. */
    boolean search(long now) {
        if (doubt == Doubt.NONE || searching || now < nextSearchAt) {
            return false;
        }
        nextSearchAt = now + SEARCH_INTERVAL_NANOS;
        searching = true;
        boolean everSent = endpoint.sends().sentTotal() > sentBeforeRoute;
        Route current = new Route(doubt, remote, local.getAddress(), everSent);
        // Later doubts are for the next search.
        doubt = Doubt.NONE;
        try {
            dialer.runInBackground(() -> publish(searchSafely(current)));
        } catch (Throwable e) {
            // No thread could be started.
            publish(new SearchResult(null, null, new IOException("no search for a way to the server", e)));
        }
        return true;
    }

    /** When {@link #search} is due, or {@link Deadline#NEVER}. */
    long deadline() {
        return doubt == Doubt.NONE || searching ? Deadline.NEVER : nextSearchAt;
    }

    private SearchResult searchSafely(Route current) {
        try {
            return searchRoute(current);
        } catch (Throwable e) {
            return new SearchResult(null, null, new IOException("no search for a way to the server", e));
        }
    }

    /** On the search thread: another route than {@code current}, if needed and available. */
    private SearchResult searchRoute(Route current) {
        List<InetSocketAddress> candidates = new ArrayList<>();
        try {
            candidates.addAll(dialer.addresses());
        } catch (UnknownHostException e) {
            // The name service is unreachable, perhaps for the same reason: the current address stays a candidate.
            candidates.add(current.remote);
        }
        // The current address is preferred while the name resolves to it.
        boolean named = candidates.removeIf(candidate -> isSame(current.remote, candidate));
        if (named) {
            candidates.add(0, current.remote);
        }
        return named && current.doubt == Doubt.NAME ? SearchResult.UNCHANGED : firstRoute(candidates, current);
    }

    private SearchResult firstRoute(List<InetSocketAddress> candidates, Route current) {
        IOException reason = null;
        for (InetSocketAddress candidate : candidates) {
            try {
                Transport socket = dialer.dial(candidate);
                if (!isSame(current, candidate, socket.localAddress().getAddress())) {
                    return new SearchResult(socket, candidate, null);
                }
                socket.close();
                if (current.everSent) {
                    return SearchResult.UNCHANGED;
                }
            } catch (IOException e) {
                reason = reason == null ? e : reason;
            }
        }
        return new SearchResult(null, null, reason);
    }

    /** The exception of the sent requests when the socket reports {@code cause}, an ICMP error. */
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

    /** {@link InetSocketAddress#equals} ignores the scope of an IPv6 address. */
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

    /** Moves to the route of a finished search; returns the result, or null when none has finished. */
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

    /** The client is closed: the result of a running search is discarded. */
    synchronized void close() {
        closed = true;
        SearchResult unused = takeResult();
        if (unused != null && unused.isNewRoute()) {
            close(unused.socket);
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
