package paloma.reactor;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import paloma.linux.MessageVector;
import paloma.net.PackedAddress;
import paloma.net.Peer;
import paloma.net.Source;

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

        /** The length of a slot when the next call receives several datagrams; 0 when it receives one. */
        int slotBytes();

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
        private static final int MAX_SLOTS = 8;
        private static final int MAX_DATAGRAM_BYTES = 1 << 16;

        private final ByteBuffer datagram = ByteBuffer.allocate(MAX_DATAGRAM_BYTES);
        private final ByteBuffer slots = ByteBuffer.allocate((MAX_SLOTS + 1) * MAX_DATAGRAM_BYTES);
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
            int slotBytes = kernel.slotBytes();
            return slotBytes == 0
                    ? batch.receiveSingly(kernel::receive, max)
                    : receiveIntoSlots(batch, slotBytes, Math.min(max, MAX_SLOTS));
        }

        /** As {@code recvmmsg} does: IPv4 sources have no object, and long datagrams are truncated. */
        private boolean receiveIntoSlots(ReceiveBatch batch, int slotBytes, int max) throws IOException {
            batch.use(slots.clear());
            for (int start = 0; start < max * slotBytes; start += slotBytes) {
                InetSocketAddress source = kernel.receive(datagram.clear());
                if (source == null) {
                    return false;
                }
                int length = datagram.position();
                slots.put(start, datagram.array(), 0, Math.min(length, slotBytes));
                Source added = batch.add(start, start + length);
                if (source.getAddress() instanceof Inet4Address) {
                    added.setPacked(PackedAddress.of(source));
                } else {
                    added.set(source);
                }
            }
            return true;
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
