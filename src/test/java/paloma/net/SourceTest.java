package paloma.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class SourceTest {
    private static final InetSocketAddress FOUR = new InetSocketAddress("192.0.2.7", 50_001);
    private static final InetSocketAddress SIX = new InetSocketAddress("2001:db8::7", 50_002);

    private final Source source = new Source();

    @Test
    void objectIsReturnedAsItWasSet() {
        source.set(FOUR);
        assertSame(FOUR, source.addressIfMade());
        assertSame(FOUR, source.address());
        assertEquals(PackedAddress.of(FOUR), source.packed());
        assertEquals(50_001, source.port());
    }

    @Test
    void packedSourceHasAnObjectOnDemandOnly() {
        for (int port : new int[] {0, 1, 50_001, 65_535}) {
            InetSocketAddress expected = new InetSocketAddress("203.0.113.255", port);
            source.setPacked(PackedAddress.of(expected));
            assertEquals(PackedAddress.of(expected), source.packed());
            assertEquals(port, source.port());
            assertNull(source.addressIfMade());
            InetSocketAddress made = source.address();
            assertEquals(expected, made);
            assertSame(made, source.address());
            assertSame(made, source.addressIfMade());
            assertEquals(PackedAddress.of(expected), source.packed());
        }
    }

    @Test
    void everySetReplacesTheWholeSource() {
        source.set(SIX);
        assertEquals(PackedAddress.HASHED, source.packed());
        assertEquals(50_002, source.port());
        source.setPacked(PackedAddress.of(FOUR));
        assertNull(source.addressIfMade());
        assertEquals(FOUR, source.address());
        source.set(SIX);
        assertSame(SIX, source.address());
        assertEquals(PackedAddress.HASHED, source.packed());
        assertEquals(50_002, source.port());
    }

    @Test
    void packedSourceAllocatesNothingBeforeTheDemand() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long packed = PackedAddress.of(FOUR);
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        source.setPacked(packed);
        long read = source.packed() + source.port() + (source.addressIfMade() == null ? 0 : 1);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(packed + 50_001, read);
        assertEquals(0, bytes);
    }
}
