package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Counters;
import paloma.DropReason;
import paloma.Limits;
import paloma.net.LocalAddresses;
import paloma.net.Source;
import paloma.net.SourceFixtures;
import paloma.reactor.MemoryTransport;

/** An echo server at all addresses of a machine. A datagram that it sends to one of them returns to it. */
class OwnAddressTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int PORT = HandServer.LOCAL.getPort();

    private final Set<InetAddress> machine = new HashSet<>(Set.of(host("192.0.2.1"), host("2001:db8::1")));
    private HandServer server = serve(1_024);

    private HandServer serve(int lowestSourcePort) {
        return new HandServer(
                HandServer.options()
                        .withIdleTimeout(Duration.ofSeconds(10))
                        .withLimits(Limits.builder()
                                .amplification(0)
                                .lowestSourcePort(lowestSourcePort)
                                .build()),
                (session, message) -> session.send(message),
                new LocalAddresses(host("::"), machine::stream));
    }

    private static InetAddress host(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private void arrives(String address, int port, String text, long now) {
        server.socket.arrives(new InetSocketAddress(host(address), port), text);
        server.settleAt(now);
    }

    /** Delivers datagrams sent to the machine itself until none is left; returns their number. */
    private int deliverOwn(long now) {
        int delivered = 0;
        while (delivered < 1_000) {
            List<MemoryTransport.Sent> own = server.socket.takeSent().stream()
                    .filter(sent -> sent.target().getPort() == PORT
                            && machine.contains(sent.target().getAddress()))
                    .toList();
            if (own.isEmpty()) {
                return delivered;
            }
            for (MemoryTransport.Sent sent : own) {
                server.socket.arrives(sent.target(), sent.text());
                delivered++;
            }
            server.settleAt(now + delivered * 1_000L);
        }
        return delivered;
    }

    private long ofSelf() {
        return server.dropped(DropReason.SOURCE_IS_SELF);
    }

    @AfterEach
    void countersBalance() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "127.0.0.1", "127.0.0.9", "::1"})
    void ownSocketIsNoSourceWithAnyLowestPort(String address) {
        for (int lowestSourcePort : new int[] {0, 1_024, 10_000}) {
            server = serve(lowestSourcePort);
            arrives(address, PORT, "forged", 0);
            assertEquals(1, ofSelf());
            assertEquals(0, server.counters().get(Counter.OPENED));
            assertEquals(0, deliverOwn(0));
        }
    }

    @Test
    void sourceWithAnotherPortNeedsNoObject() {
        OwnAddress own = new OwnAddress(new LocalAddresses(host("::"), machine::stream), PORT);
        Source other = SourceFixtures.packed(new InetSocketAddress(host("192.0.2.1"), PORT + 1));
        assertFalse(own.is(other, 0));
        assertNull(other.addressIfMade());
        assertTrue(own.is(SourceFixtures.packed(new InetSocketAddress(host("192.0.2.1"), PORT)), 0));
        assertFalse(own.is(SourceFixtures.packed(new InetSocketAddress(host("192.0.2.9"), PORT)), 0));
    }

    @Test
    void otherPortOrOtherMachineIsASource() {
        arrives("192.0.2.1", PORT + 1, "hello", 0);
        arrives("192.0.2.9", PORT, "hello", 0);
        arrives("2001:db8::9", PORT, "hello", 0);
        assertEquals(0, server.counters().get(Counter.DROPPED));
        assertEquals(List.of("hello", "hello", "hello"), server.socket.takeTexts());
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7", "2001:db8::7"})
    void addressAddedAfterTheStartCausesNoLoop(String address) {
        machine.add(host(address));
        arrives(address, PORT, "forged", SECOND);
        assertEquals(0, deliverOwn(SECOND));
        assertEquals(1, ofSelf());
        assertEquals(0, server.counters().get(Counter.OPENED));
    }

    /** It arrives right after a reading of the addresses; so the loop begins, and has a session. */
    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7", "2001:db8::7"})
    void loopWithASessionEndsAtTheNextAddressReading(String address) {
        arrives("192.0.2.9", PORT, "hello", SECOND);
        machine.add(host(address));
        arrives(address, PORT, "forged", SECOND + 1);
        assertEquals(2, server.counters().get(Counter.OPENED));
        assertEquals(0, ofSelf());
        assertEquals(1, deliverOwn(SECOND * 11 / 10));
        assertEquals(1, ofSelf());
        // Forged datagrams do not keep the session alive.
        arrives(address, PORT, "forged", 6 * SECOND);
        arrives(address, PORT, "", 7 * SECOND);
        assertEquals(3, ofSelf());
        server.settleAt(12 * SECOND);
        assertEquals(2, server.counters().closed().get(CloseReason.IDLE));
    }

    @Test
    void datagramWhoseErrorEndsTheServerIsCounted() {
        Error error = new StackOverflowError("not really");
        AtomicBoolean failing = new AtomicBoolean();
        server = new HandServer(HandServer.options(), (session, message) -> {}, new LocalAddresses(host("::"), () -> {
            if (failing.get()) {
                throw error;
            }
            return machine.stream();
        }));
        arrives("192.0.2.7", 5_000, "hello", 0);
        failing.set(true);
        assertSame(error, assertThrows(Error.class, () -> arrives("192.0.2.7", PORT, "hello", SECOND)));
        server.shard.onClosed(error);
        server.executor.runAll();
        Counters counters = server.counters();
        assertEquals(2, counters.get(Counter.RECEIVED));
        assertEquals(1, counters.dropped().get(DropReason.SERVER_FAILED));
        assertTrue(counters.balanced() && counters.atRest(), counters::toString);
        server = serve(1_024);
    }

    @Test
    void removedAddressIsServedAsAPeer() {
        arrives("192.0.2.1", PORT, "forged", SECOND);
        machine.remove(host("192.0.2.1"));
        arrives("192.0.2.1", PORT, "hello", 2 * SECOND);
        assertEquals(1, ofSelf());
        assertEquals(List.of("hello"), server.socket.takeTexts());
    }

    @Test
    void peerKeepsItsSessionAfterItsAddressWasLocal() {
        arrives("192.0.2.7", PORT, "hello", 0);
        machine.add(host("192.0.2.7"));
        arrives("192.0.2.7", PORT, "forged", SECOND);
        machine.remove(host("192.0.2.7"));
        arrives("192.0.2.7", PORT, "hello", 2 * SECOND);
        assertEquals(1, ofSelf());
        assertEquals(1, server.counters().get(Counter.OPENED));
        assertEquals(List.of("hello", "hello"), server.socket.takeTexts());
    }
}
