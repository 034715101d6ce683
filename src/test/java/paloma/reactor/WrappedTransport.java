package paloma.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** <em>Any thread.</em> The transport of a running endpoint, with some calls replaced by a test. */
public class WrappedTransport implements Transport {
    private final Transport wrapped;

    private WrappedTransport(Endpoint endpoint) {
        wrapped = endpoint.transport;
    }

    /** Every later receive throws {@code error} on the reactor thread, as in a JVM without memory. */
    public static void failReceiving(Endpoint endpoint, Error error) {
        endpoint.transport = new WrappedTransport(endpoint) {
            @Override
            public boolean receive(ReceiveBatch batch, int max) {
                throw error;
            }
        };
    }

    /** The socket has no room to send from now on, as on a stalled network. */
    public static void fill(Endpoint endpoint) {
        endpoint.outbox.transport = new WrappedTransport(endpoint) {
            @Override
            public boolean send(ByteBuffer datagram, InetSocketAddress target) {
                return false;
            }
        };
    }

    /** Closes the socket under its endpoint, which no user can. */
    public static void breakSocket(Endpoint endpoint) throws IOException {
        endpoint.transport.close();
    }

    @Override
    public boolean receive(ReceiveBatch batch, int max) throws IOException {
        return wrapped.receive(batch, max);
    }

    @Override
    public boolean send(ByteBuffer datagram, InetSocketAddress target) throws IOException {
        return wrapped.send(datagram, target);
    }

    @Override
    public boolean isConnected() {
        return wrapped.isConnected();
    }

    @Override
    public void awaitRoom(boolean wanted) {
        wrapped.awaitRoom(wanted);
    }

    @Override
    public void awaitDatagrams(boolean wanted) {
        wrapped.awaitDatagrams(wanted);
    }

    @Override
    public boolean isAddressLocal() {
        return wrapped.isAddressLocal();
    }

    @Override
    public InetSocketAddress localAddress() {
        return wrapped.localAddress();
    }

    @Override
    public int receiveBufferBytes() {
        return wrapped.receiveBufferBytes();
    }

    @Override
    public void close() throws IOException {
        wrapped.close();
    }
}
