package paloma.reactor;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import paloma.linux.MessageVector;
import paloma.net.Peer;

/** The real reactor on a simulated socket, one turn at a time, without a thread. */
public final class SimReactor {
    /** The simulated kernel, as the reactor sees it. */
    public interface Kernel {
        InetSocketAddress receive(ByteBuffer buffer) throws IOException;

        /** Whether several datagrams are sent by one call. */
        boolean takesBatches();

        /** Called before the oldest received datagram is passed to the protocol. */
        void passing();

        /** @param attachment the peer of a datagram from the outbox or from a batch; null for one sent directly */
        boolean send(ByteBuffer datagram, InetSocketAddress target, Object attachment) throws IOException;

        void awaitRoom(boolean wanted);

        void awaitDatagrams(boolean wanted);

        /**
         * Advances the time by at most {@code nanos}, until an event. Returns whether the socket is writable as
         * requested.
         */
        boolean await(long nanos);

        void wakeup();

        InetSocketAddress localAddress();

        int receiveBufferBytes();

        void close();
    }

    private final Reactor reactor;
    private final Socket socket;

    public SimReactor(Kernel kernel, LongSupplier clock) {
        socket = new Socket(kernel);
        reactor = new Reactor("simulated", new BusyPoller(socket), clock);
    }

    public Endpoint open(Endpoint.Bounds bounds) {
        return reactor.open(socket, bounds);
    }

    /** The kernel learns of each datagram just before the protocol of {@code endpoint}, which was started. */
    public void announce(Endpoint endpoint) {
        endpoint.protocol = announced(endpoint.protocol);
    }

    /** Wraps {@code protocol}: the kernel is called before each datagram. */
    private DatagramProtocol announced(DatagramProtocol protocol) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("onDatagram")) {
                socket.kernel.passing();
            }
            try {
                return method.invoke(protocol, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        };
        return (DatagramProtocol)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {DatagramProtocol.class}, handler);
    }

    public void turn() {
        try {
            reactor.turn();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The bytes in the outbox. */
    public long outboxBytes() {
        long bytes = 0;
        for (Outbox.QueuedDatagram waiting = socket.oldest(); waiting != null; waiting = waiting.next()) {
            bytes += waiting.datagram().remaining();
        }
        return bytes;
    }

    private static final class Socket implements Transport, Poller {
        private final Kernel kernel;
        private Endpoint endpoint;
        private boolean closed;
        // The recipient of the datagram that a batch was not taken from.
        private Peer refused;

        Socket(Kernel kernel) {
            this.kernel = kernel;
        }

        @Override
        public boolean receive(ReceiveBatch batch, int max) throws IOException {
            return batch.receiveSingly(kernel::receive, max);
        }

        @Override
        public boolean send(ByteBuffer datagram, InetSocketAddress target) throws IOException {
            return kernel.send(datagram, target, attachmentOf(datagram));
        }

        @Override
        public MessageVector newSendVector() {
            return kernel.takesBatches() ? SendBatch.newVector(StandardProtocolFamily.INET6) : null;
        }

        /** As {@code sendmmsg} does: an error counts only for the first datagram. */
        @Override
        public int send(SendBatch batch, int from) throws IOException {
            for (int i = from; i < batch.size(); i++) {
                Peer peer = batch.peer(i);
                boolean taken = false;
                try {
                    taken = kernel.send(batch.datagram(i), peer.remoteAddress(), peer);
                } catch (IOException | RuntimeException e) {
                    if (i == from) {
                        refused = peer;
                        throw e;
                    }
                }
                if (!taken) {
                    refused = peer;
                    return i - from;
                }
            }
            return batch.size() - from;
        }

        private Object attachmentOf(ByteBuffer datagram) {
            if (datagram.isDirect() && refused != null) {
                return refused;
            }
            Outbox.QueuedDatagram oldest = oldest();
            boolean queued =
                    oldest != null && datagram.hasArray() && oldest.datagram().array() == datagram.array();
            return queued ? oldest.peer() : null;
        }

        private Outbox.QueuedDatagram oldest() {
            return endpoint.outbox.oldest();
        }

        @Override
        public void awaitRoom(boolean wanted) {
            kernel.awaitRoom(wanted);
        }

        @Override
        public void awaitDatagrams(boolean wanted) {
            kernel.awaitDatagrams(wanted);
        }

        @Override
        public InetSocketAddress localAddress() {
            return kernel.localAddress();
        }

        @Override
        public int receiveBufferBytes() {
            return kernel.receiveBufferBytes();
        }

        @Override
        public void register(Transport transport, Endpoint watched) {
            endpoint = watched;
        }

        @Override
        public void poll(LongSupplier timeout, Ready ready) {
            boolean room = kernel.await(timeout.getAsLong());
            if (!closed) {
                ready.onReady(endpoint, room);
            }
        }

        @Override
        public void wakeup() {
            kernel.wakeup();
        }

        @Override
        public long rebuilds() {
            return 0;
        }

        @Override
        public void close() {
            closed = true;
            kernel.close();
        }
    }
}
