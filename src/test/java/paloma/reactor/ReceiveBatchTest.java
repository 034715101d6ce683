package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import paloma.net.Source;

class ReceiveBatchTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 8080);

    private final MemoryTransport socket = new MemoryTransport(LOCAL);
    private final Recorder protocol = new Recorder() {
        @Override
        public void onBatch(Source[] sources, int n) {
            events.add("batch from "
                    + Arrays.stream(sources, 0, n).map(Source::port).toList());
        }
    };
    private final ReceiveBatch batch = new ReceiveBatch();

    private static InetSocketAddress peer(int number) {
        return new InetSocketAddress("127.0.0.1", 50_000 + number);
    }

    private List<String> passed() {
        batch.deliver(protocol, 0);
        return protocol.takeEvents();
    }

    @Test
    void allSourcesAreAnnouncedBeforeTheFirstDatagram() throws IOException {
        socket.arrives(peer(1), "one");
        socket.arrives(peer(2), "");
        socket.arrives(peer(1), "three");
        assertFalse(batch.fill(socket, 10));
        assertEquals(
                List.of("batch from [50001, 50002, 50001]", "datagram one", "datagram ", "datagram three"), passed());
    }

    @Test
    void singleDatagramIsNotAnnounced() throws IOException {
        socket.arrives(peer(1), "one");
        batch.fill(socket, 10);
        assertEquals(List.of("datagram one"), passed());
        batch.fill(socket, 10);
        assertEquals(List.of(), passed());
    }

    @Test
    void unreadBytesAreNotPartOfTheNextDatagram() throws IOException {
        List<String> lengths = new ArrayList<>();
        DatagramProtocol lazy = new Recorder() {
            @Override
            public void onDatagram(Source source, ByteBuffer datagram, long now) {
                lengths.add((char) datagram.get() + " and " + datagram.remaining());
            }
        };
        socket.arrives(peer(1), "one");
        socket.arrives(peer(2), "three");
        socket.arrives(peer(3), "x");
        batch.fill(socket, 10);
        batch.deliver(lazy, 0);
        assertEquals(List.of("o and 2", "t and 4", "x and 0"), lengths);
    }

    @Test
    void batchSizeIsBounded() throws IOException {
        socket.arrives(peer(1), "one");
        socket.arrives(peer(2), "two");
        socket.arrives(peer(3), "three");
        assertTrue(batch.fill(socket, 2));
        assertEquals(2, batch.size());
        assertEquals(1, socket.inbox());
    }

    @Test
    void datagramThatDoesNotFitIsLeftForTheNextBatch() throws IOException {
        for (int i = 0; i < 300; i++) {
            socket.arrives(peer(i), "" + i);
        }
        List<String> all = new ArrayList<>();
        while (batch.fill(socket, 1_000)) {
            assertTrue(batch.size() < 300);
            all.addAll(passed());
        }
        all.addAll(passed());
        all.removeIf(event -> event.startsWith("batch"));
        assertEquals(300, all.size());
        for (int i = 0; i < 300; i++) {
            assertEquals("datagram " + i, all.get(i));
        }
    }

    @Test
    void longestDatagramsAreWholeAmongOthers() throws IOException {
        byte[] longest = new byte[65_507];
        for (int i = 0; i < longest.length; i++) {
            longest[i] = (byte) (i % 251);
        }
        socket.arrives(peer(1), "short");
        socket.arrives(peer(2), longest);
        socket.arrives(peer(3), longest);
        List<byte[]> passed = new ArrayList<>();
        DatagramProtocol taking = new Recorder() {
            @Override
            public void onDatagram(Source source, ByteBuffer datagram, long now) {
                byte[] bytes = new byte[datagram.remaining()];
                datagram.get(bytes);
                passed.add(bytes);
            }
        };
        while (batch.fill(socket, 10)) {
            batch.deliver(taking, 0);
        }
        batch.deliver(taking, 0);
        assertEquals(
                List.of(5, longest.length, longest.length),
                passed.stream().map(bytes -> bytes.length).toList());
        assertTrue(Arrays.equals(longest, passed.get(1)) && Arrays.equals(longest, passed.get(2)));
    }

    @Test
    void datagramsBeforeAnErrorAreInTheBatch() throws IOException {
        socket.arrives(peer(1), "before");
        socket.receiveThrows(new IOException("Cannot allocate memory"));
        socket.arrives(peer(2), "behind");
        assertThrows(IOException.class, () -> batch.fill(socket, 10));
        assertEquals(List.of("datagram before"), passed());
        batch.fill(socket, 10);
        assertEquals(List.of("datagram behind"), passed());
    }

    @Test
    void errorAlonePassesNoEarlierDatagram() throws IOException {
        socket.arrives(peer(1), "old");
        batch.fill(socket, 10);
        passed();
        socket.receiveThrows(new IOException("Cannot allocate memory"));
        assertThrows(IOException.class, () -> batch.fill(socket, 10));
        assertEquals(List.of(), passed());
    }

    @Test
    void datagramsAreReadFromTheMemoryOfTheTransport() throws IOException {
        socket.receivesIntoSlots(10);
        socket.arrives(peer(1), "one");
        socket.arrives(peer(2), "");
        socket.arrives(peer(3), "ten bytes.");
        assertFalse(batch.fill(socket, 10));
        assertEquals(
                List.of("batch from [50001, 50002, 50003]", "datagram one", "datagram ", "datagram ten bytes."),
                passed());
        MemoryTransport single = new MemoryTransport(LOCAL);
        single.arrives(peer(4), "four");
        batch.fill(single, 10);
        assertEquals(List.of("datagram four"), passed());
    }

    @Test
    void batchHasItsOwnBufferAgainAfterAnotherTransport() throws IOException {
        ByteBuffer own = batch.buffer();
        socket.receivesIntoSlots(10);
        batch.fill(socket, 10);
        assertNotSame(own, batch.buffer());
        batch.fill(new MemoryTransport(LOCAL), 10);
        assertSame(own, batch.buffer());
    }

    @Test
    void truncatedDatagramIsDeliveredWithItsTrueLength() throws IOException {
        List<Integer> lengths = new ArrayList<>();
        DatagramProtocol measuring = new Recorder() {
            @Override
            public void onDatagram(Source source, ByteBuffer datagram, long now) {
                lengths.add(datagram.remaining());
                assertEquals((byte) 'a' + lengths.size() - 1, datagram.get());
            }
        };
        socket.receivesIntoSlots(4);
        socket.arrives(peer(1), "a".repeat(5));
        socket.arrives(peer(2), "b".repeat(65_507));
        socket.arrives(peer(3), "c");
        batch.fill(socket, 10);
        batch.deliver(measuring, 0);
        assertEquals(List.of(5, 65_507, 1), lengths);
    }

    @Test
    void sourceIsTheObjectOfTheTransportOrPacked() throws IOException {
        List<Source> sources = new ArrayList<>();
        DatagramProtocol collecting = new Recorder() {
            @Override
            public void onDatagram(Source source, ByteBuffer datagram, long now) {
                sources.add(source);
            }
        };
        InetSocketAddress four = peer(1);
        InetSocketAddress six = new InetSocketAddress("2001:db8::1", 50_002);
        socket.arrives(four, "one");
        batch.fill(socket, 10);
        batch.deliver(collecting, 0);
        assertSame(four, sources.get(0).addressIfMade());
        socket.receivesIntoSlots(10);
        socket.arrives(four, "one");
        socket.arrives(six, "two");
        batch.fill(socket, 10);
        batch.deliver(collecting, 0);
        // The same object, reused.
        assertSame(sources.get(0), sources.get(1));
        assertNull(sources.get(1).addressIfMade());
        assertEquals(four, sources.get(1).address());
        assertSame(six, sources.get(2).addressIfMade());
    }

    @Test
    void receivingAndDeliveringAllocateNothing() throws IOException {
        DatagramProtocol idle = new IdleProtocol();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (boolean slots : new boolean[] {false, true}) {
            if (slots) {
                socket.receivesIntoSlots(100);
            }
            long bytes = 0;
            // The first round loads classes.
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 100; i++) {
                    socket.arrives(peer(i), "message");
                }
                long before = threads.getCurrentThreadAllocatedBytes();
                while (batch.fill(socket, 10)) {
                    batch.deliver(idle, 0);
                }
                bytes = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertEquals(0, bytes);
        }
    }

    private static final class IdleProtocol extends Recorder {
        @Override
        public void onBatch(Source[] sources, int n) {}

        @Override
        public void onDatagram(Source source, ByteBuffer datagram, long now) {}
    }
}
