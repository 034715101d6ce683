package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import paloma.house.Timeouts;
import paloma.lifecycle.Deadline;
import paloma.net.Source;

/** Another thread gets an ICMP error during a turn; then the reactor sends a datagram. */
class UnreachableOrderTest {
    private static final Endpoint.Bounds BOUNDS = new Endpoint.Bounds(16, 100, 100_000);

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final AtomicBoolean requested = new AtomicBoolean();
    private volatile Endpoint endpoint;
    private volatile InetSocketAddress gone;
    private volatile ChannelTransport up;

    private final DatagramProtocol protocol = new DatagramProtocol() {
        @Override
        public void onDatagram(Source source, ByteBuffer datagram, long now) {}

        @Override
        public void onUnreachable(IOException cause) {
            events.add("unreachable");
        }

        @Override
        public void onTurn(long now) {
            if (requested.getAndSet(false)) {
                sendByAnotherThread();
                sendOne();
                events.add("sent");
            }
        }

        @Override
        public long deadline() {
            return Deadline.NEVER;
        }

        @Override
        public void onClosed(Throwable cause) {}
    };

    /** The second send gets the error of the first; then a port opens, and the third gets the error of the second. */
    private void sendByAnotherThread() {
        Thread other = new Thread(() -> {
            sendOne();
            sendOne();
            try {
                up = ChannelTransport.bind(gone, 4_096);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            sendOne();
        });
        other.start();
        Uninterruptibles.uninterruptibly(other::join);
    }

    private void sendOne() {
        endpoint.send(ByteBuffer.wrap(new byte[] {1}), gone);
    }

    @Test
    void earlierIcmpErrorIsReportedBeforeTheNextSend() throws Exception {
        ChannelTransport closed =
                ChannelTransport.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4_096);
        gone = closed.localAddress();
        closed.close();
        Reactor reactor = Reactor.start("reactor-under-test", true);
        try {
            endpoint = reactor.connect(gone, 4_096, BOUNDS);
            endpoint.start(protocol);
            requested.set(true);
            endpoint.wake();
            assertEquals("unreachable", events.poll(Timeouts.SECONDS, TimeUnit.SECONDS));
        } finally {
            reactor.close();
            reactor.thread().join();
            up.close();
        }
    }
}
