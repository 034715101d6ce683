package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import paloma.house.Timeouts;
import paloma.lifecycle.Deadline;
import paloma.net.Source;

/** The loop on its own thread, with real sockets. */
class ReactorThreadTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Endpoint.Bounds BOUNDS = new Endpoint.Bounds(16, 100, 100_000);

    /** Passes its events to the test's thread, and acts by a datagram's first letter. */
    private static final class Probe implements DatagramProtocol {
        final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        final Endpoint endpoint;
        volatile Throwable cause;

        Probe(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public void onDatagram(Source source, ByteBuffer datagram, long now) {
            switch (datagram.get(0)) {
                case 'i' -> Thread.currentThread().interrupt();
                case 'e' -> throw new AssertionError("a bug");
                case 'c' -> endpoint.close();
                default -> endpoint.send(datagram, source.address());
            }
            events.add("datagram");
        }

        @Override
        public void onTurn(long now) {}

        @Override
        public long deadline() {
            return Deadline.NEVER;
        }

        @Override
        public void onClosed(Throwable error) {
            cause = error;
            events.add("closed");
            if (error != null) {
                throw new IllegalStateException("another bug");
            }
        }

        String next() throws InterruptedException {
            return events.poll(Timeouts.SECONDS, TimeUnit.SECONDS);
        }
    }

    private Reactor reactor;
    private final List<Probe> probes = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        reactor = Reactor.start("reactor-under-test", true);
    }

    @AfterEach
    void end() throws InterruptedException {
        reactor.close();
        reactor.thread().join();
    }

    private Probe bind() throws IOException {
        Endpoint endpoint = reactor.bind(ANY_PORT, 65_536, BOUNDS);
        Probe probe = new Probe(endpoint);
        endpoint.start(probe);
        probes.add(probe);
        return probe;
    }

    private void send(Probe from, Probe to, String text) {
        from.endpoint.send(ByteBuffer.wrap(text.getBytes()), to.endpoint.localAddress());
    }

    @Test
    void oneThreadServesManySockets() throws Exception {
        Probe one = bind();
        Probe other = bind();
        send(one, other, "x");
        assertEquals("datagram", other.next());
        assertEquals("datagram", one.next());
    }

    @Test
    void interruptedReactorContinuesWithItsSelector() throws Exception {
        Probe one = bind();
        Probe other = bind();
        for (int i = 0; i < 600; i++) {
            send(one, other, "interrupt");
            assertEquals("datagram", other.next());
        }
        assertEquals(0, one.endpoint.rebuilds());
    }

    @Test
    void errorInAProtocolClosesEverySocketWithThatCause() throws Exception {
        for (int i = 0; i < 5; i++) {
            bind();
        }
        BlockingQueue<Throwable> loud = new LinkedBlockingQueue<>();
        thread().setUncaughtExceptionHandler((thread, error) -> loud.add(error));
        send(probes.get(0), probes.get(1), "error");
        for (Probe probe : probes) {
            assertEquals("closed", probe.next());
            assertEquals("a bug", probe.cause.getMessage());
        }
        reactor.thread().join();
        for (Probe probe : probes) {
            assertThrows(IllegalStateException.class, probe.endpoint::localAddress);
        }
        assertSame(probes.get(0).cause, probes.get(4).cause);
        assertEquals("another bug", loud.remove().getCause().getMessage());
    }

    private static Thread thread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("reactor-under-test"))
                .findAny()
                .orElseThrow();
    }

    @Test
    void closedReactorClosesEverySocketWithoutACause() throws Exception {
        Probe one = bind();
        Probe other = bind();
        reactor.close();
        reactor.thread().join();
        assertEquals("closed", one.next());
        assertEquals("closed", other.next());
        assertEquals(null, one.cause);
        reactor.close();
    }

    @Test
    void closedSocketLeavesTheOthersOpen() throws Exception {
        Probe one = bind();
        Probe other = bind();
        send(one, other, "close");
        assertEquals("datagram", other.next());
        assertEquals("closed", other.next());
        Probe third = bind();
        send(one, third, "x");
        assertEquals("datagram", third.next());
        assertTrue(one.events.isEmpty() || "datagram".equals(one.next()));
    }

    @Test
    void socketAfterTheCloseIsRefused() throws Exception {
        reactor.close();
        assertEquals(
                "the reactor is closed",
                assertThrows(IllegalStateException.class, this::bind).getMessage());
        reactor.thread().join();
        assertThrows(IllegalStateException.class, this::bind);
        assertFalse(reactor.onThread());
    }
}
