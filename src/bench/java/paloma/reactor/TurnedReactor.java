package paloma.reactor;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/** A reactor on the benchmark's thread, with an in-memory transport. */
public final class TurnedReactor {
    private static final int PEERS = 8;
    private static final int FIRST_PORT = 20_000;
    private static final int MESSAGE_BYTES = 64;
    private static final Endpoint.Bounds BOUNDS = new Endpoint.Bounds(256, 1, MESSAGE_BYTES);

    private final Reactor reactor;
    private final Endpoint endpoint;

    /** Each turn receives {@code datagrams} from eight peers; the calling thread is the reactor thread. */
    public TurnedReactor(int datagrams) {
        long origin = System.nanoTime();
        reactor = new Reactor("turned", new BusyPoller(new OneSocket()), () -> System.nanoTime() - origin);
        beReactorThread();
        endpoint = reactor.open(new Socket(datagrams), BOUNDS);
    }

    /** The reactor's endpoint; to be started. */
    public Endpoint endpoint() {
        return endpoint;
    }

    private void beReactorThread() {
        try {
            Field thread = Reactor.class.getDeclaredField("thread");
            thread.setAccessible(true);
            thread.set(reactor, Thread.currentThread());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs one turn. */
    public void turn() throws IOException {
        reactor.turn();
    }

    /** Reports the endpoint as readable at every poll. */
    private static final class OneSocket implements Poller {
        private Endpoint endpoint;

        @Override
        public void register(Transport transport, Endpoint watched) {
            endpoint = watched;
        }

        @Override
        public void poll(LongSupplier timeout, Ready ready) {
            ready.onReady(endpoint, false);
        }

        @Override
        public void wakeup() {}

        @Override
        public long rebuilds() {
            return 0;
        }

        @Override
        public void close() {}
    }

    private static final class Socket implements Transport, ReceiveBatch.SingleReceiver {
        private final byte[] message = new byte[MESSAGE_BYTES];
        private final InetSocketAddress[] peers = new InetSocketAddress[PEERS];
        private final int datagrams;
        private int left;
        private int next;

        Socket(int datagrams) {
            this.datagrams = datagrams;
            left = datagrams;
            for (int i = 0; i < PEERS; i++) {
                peers[i] = new InetSocketAddress("127.0.0.1", FIRST_PORT + i);
            }
        }

        @Override
        public boolean receive(ReceiveBatch batch, int max) throws IOException {
            return batch.receiveSingly(this, max);
        }

        @Override
        public InetSocketAddress receive(ByteBuffer buffer) {
            if (left == 0) {
                left = datagrams;
                return null;
            }
            left--;
            buffer.put(message);
            return peers[next++ % PEERS];
        }

        @Override
        public boolean send(ByteBuffer datagram, InetSocketAddress target) {
            datagram.position(datagram.limit());
            return true;
        }

        @Override
        public void awaitRoom(boolean wanted) {}

        @Override
        public void awaitDatagrams(boolean wanted) {}

        @Override
        public InetSocketAddress localAddress() {
            return new InetSocketAddress("127.0.0.1", 8_080);
        }

        @Override
        public int receiveBufferBytes() {
            return 1 << 22;
        }

        @Override
        public void close() {}
    }
}
