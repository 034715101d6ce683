package paloma.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import paloma.reactor.Transport;

/** <em>Any thread.</em> How a client finds its server and gets sockets that are connected to it. */
interface Dialer {
    /** Whether the server has one address, which is known without a name service. */
    boolean isFixed();

    /**
     * The addresses of the server as they are now, in the order in which they are tried. May block.
     *
     * @throws UnknownHostException when there is none
     */
    List<InetSocketAddress> addresses() throws UnknownHostException;

    /** @throws IOException when the system has no route to {@code remote}, or no socket */
    Transport dial(InetSocketAddress remote) throws IOException;

    /** Runs {@code search}, which may block, on a thread that nothing else waits for. */
    void runInBackground(Runnable search);
}
