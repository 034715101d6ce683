package paloma.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executor;
import paloma.net.Resolver;
import paloma.reactor.Transport;

/**
 * <em>Immutable.</em> Dials with the system's name service and sockets.
 *
 * @param background runs searches
 */
record SystemDialer(Resolver resolver, ClientOptions options, Executor background) implements Dialer {
    @Override
    public boolean isFixed() {
        return Resolver.isFixed(options.host());
    }

    @Override
    public List<InetSocketAddress> addresses() throws UnknownHostException {
        return resolver.resolve(options.host()).stream()
                .map(address -> new InetSocketAddress(address, options.port()))
                .toList();
    }

    @Override
    public Transport dial(InetSocketAddress remote) throws IOException {
        return Transport.connected(null, remote, options.receiveBufferBytes());
    }

    @Override
    public void runInBackground(Runnable search) {
        background.execute(search);
    }
}
