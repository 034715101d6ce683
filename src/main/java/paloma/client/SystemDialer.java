package paloma.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import paloma.reactor.PalomaThread;
import paloma.reactor.Resolver;
import paloma.reactor.Transport;

/** <em>Immutable.</em> The real {@link Dialer}. */
record SystemDialer(Resolver resolver, ClientOptions options) implements Dialer {
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

    /** A daemon: a name service that takes its time keeps no program from its end. */
    @Override
    public void inBackground(Runnable search) {
        Thread thread = new PalomaThread(search, "paloma-client-route");
        thread.setDaemon(true);
        thread.start();
    }
}
