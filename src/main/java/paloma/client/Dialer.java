package paloma.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import paloma.reactor.Transport;

/** <em>Any thread.</em> Resolves the server's name and opens sockets connected to it. */
interface Dialer {
    /** Whether the server was given as an address, so that no name service is needed. */
    boolean isFixed();

    /**
     * Resolves the server's name; the addresses are in the order in which they are tried. May block.
     *
     * @throws UnknownHostException when the name has no address
     */
    List<InetSocketAddress> addresses() throws UnknownHostException;

    /**
     * Opens a socket connected to {@code remote}.
     *
     * @throws IOException when the system has no route to {@code remote}, or no socket
     */
    Transport dial(InetSocketAddress remote) throws IOException;

    /** Runs {@code search}, which may block, on the search thread. */
    void runInBackground(Runnable search);
}
