package paloma.client;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import paloma.lifecycle.Deadline;
import paloma.lifecycle.Log;
import paloma.reactor.Endpoint;
import paloma.reactor.Transport;

/**
 * <em>Reactor-owned,</em> but for the addresses and the number of reconnects, which any thread may read. A client's way to its
 * server. When there are doubts about it, a thread of the client's group searches for another: it resolves the server's name anew and connects a
 * second socket. Which way a datagram would take now is asked of the kernel, since the reasons that the system gives for what
 * failed are in its own language. A client has one search at a time, and one a second at most.
 *
 * <pre>
 *   doubt                                        what the search has to find for the client to move
 *   WAY   a send failed, or the client's own     a socket with another local or remote address; where nothing was ever
 *         address is no more the machine's       sent, the next address of the name will do
 *   NAME  ICMP, or three requests in a row       that the name no longer means the address in use
 *         without a datagram from the server
 * </pre>
 *
 * <p>The system does not always tell: Linux goes on to send from an IPv6 address that was taken away. So the local address is
 * looked at whenever a request has had no answer.
 */
final class ServerConnection {
    /** Between the beginnings of two searches. */
    static final long PAUSE_NANOS = 1_000_000_000L;
    /** Requests without an answer, and without any other datagram between them, that put the server's address in doubt. */
    static final int SILENT_REQUESTS = 3;

    private enum Doubt {
        NONE,
        NAME,
        WAY
    }

    /** <em>Immutable.</em> What a search knows of the way in use. */
    private record Way(Doubt doubt, InetSocketAddress remote, InetAddress local, boolean everSent) {}

    /**
     * <em>Immutable.</em> What a search found.
     *
     * @param socket connected to {@code remote}; null when the way in use is the best one
     * @param reason why there is no other way; null when there is one, or none is needed
     */
    record Found(Transport socket, InetSocketAddress remote, IOException reason) {
        private static final Found NOTHING = new Found(null, null, null);

        boolean isAnotherWay() {
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
    private long unsent;
    private long sentBefore;
    private int silentRequests;

    // Guarded by this.
    private Found found;
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
    void onSilence() {
        if (!endpoint.hasItsAddress()) {
            lost = true;
            doubt();
        } else if (++silentRequests >= SILENT_REQUESTS) {
            silentRequests = 0;
            doubtName();
        }
    }

    /** Whether sends have failed, since the last call, in a way that puts the way in doubt. */
    boolean hasFailed() {
        long now = endpoint.sends().unsentOnTheWay();
        if (now == unsent) {
            return false;
        }
        unsent = now;
        doubt();
        lost |= !endpoint.hasItsAddress();
        return true;
    }

    /** There has to be another way, or at least a look for one. */
    void doubt() {
        doubt = Doubt.WAY;
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
        nextSearchAt = now + PAUSE_NANOS;
        searching = true;
        boolean everSent = endpoint.sends().sentTotal() > sentBefore;
        Way way = new Way(doubt, remote, local.getAddress(), everSent);
        // What comes into doubt from now on is for the next search.
        doubt = Doubt.NONE;
        try {
            dialer.inBackground(() -> publish(resultOf(way)));
        } catch (Throwable e) {
            // No thread could be had.
            publish(new Found(null, null, new IOException("no search for a way to the server", e)));
        }
        return true;
    }

    /** When {@link #search} is due, or {@link Deadline#NEVER}. */
    long deadline() {
        return doubt == Doubt.NONE || searching ? Deadline.NEVER : nextSearchAt;
    }

    private Found resultOf(Way way) {
        try {
            return another(way);
        } catch (Throwable e) {
            return new Found(null, null, new IOException("no search for a way to the server", e));
        }
    }

    /** On the searching thread: another way than {@code way}, if that is needed and there is one. */
    private Found another(Way way) {
        List<InetSocketAddress> candidates = new ArrayList<>();
        try {
            candidates.addAll(dialer.addresses());
        } catch (UnknownHostException e) {
            // The name service is away, perhaps for the same reason: the address is still the server's.
            candidates.add(way.remote);
        }
        // While it is one of the name's addresses, the client stays there if it can.
        boolean named = candidates.remove(way.remote);
        if (named) {
            candidates.add(0, way.remote);
        }
        return named && way.doubt == Doubt.NAME ? Found.NOTHING : first(candidates, way);
    }

    private Found first(List<InetSocketAddress> candidates, Way way) {
        IOException reason = null;
        for (InetSocketAddress candidate : candidates) {
            try {
                Transport socket = dialer.dial(candidate);
                if (!isSame(way, candidate, socket.localAddress().getAddress())) {
                    return new Found(socket, candidate, null);
                }
                socket.close();
                if (way.everSent) {
                    return Found.NOTHING;
                }
            } catch (IOException e) {
                reason = reason == null ? e : reason;
            }
        }
        return new Found(null, null, reason);
    }

    private static boolean isSame(Way way, InetSocketAddress remote, InetAddress local) {
        return way.remote.equals(remote)
                && scope(way.remote.getAddress()) == scope(remote.getAddress())
                && way.local.equals(local);
    }

    private static int scope(InetAddress address) {
        return address instanceof Inet6Address six ? six.getScopeId() : 0;
    }

    /** Hands {@code result} to the reactor, unless the client is closed. */
    private void publish(Found result) {
        synchronized (this) {
            if (!closed) {
                found = result;
            } else if (result.isAnotherWay()) {
                close(result.socket);
            }
        }
        endpoint.wake();
    }

    /** Goes the way that a search has found meanwhile, if any. What it found, or null when none has ended. */
    Found proceed() {
        Found result = take();
        if (result == null) {
            return null;
        }
        searching = false;
        if (!result.isAnotherWay()) {
            lost = lost && !endpoint.hasItsAddress();
            return result;
        }
        try {
            endpoint.moveTo(result.socket);
        } catch (Throwable e) {
            // An Error too costs this search only: the reactor serves other clients.
            return new Found(null, null, new IOException("the socket of another way could not be used", e));
        }
        remote = result.remote;
        local = endpoint.localAddress();
        sentBefore = endpoint.sends().sentTotal();
        reconnects++;
        lost = false;
        doubt = Doubt.NONE;
        silentRequests = 0;
        return result;
    }

    private synchronized Found take() {
        Found taken = found;
        found = null;
        return taken;
    }

    /** The client is closed: a search under way ends by itself and finds nothing. */
    synchronized void close() {
        closed = true;
        Found left = take();
        if (left != null && left.isAnotherWay()) {
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
