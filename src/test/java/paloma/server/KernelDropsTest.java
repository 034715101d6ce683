package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import paloma.net.KernelDropMonitor;

class KernelDropsTest {
    private OptionalLong listed = OptionalLong.empty();
    private Runnable duringTheReading = () -> {};
    private final KernelDrops drops = new KernelDrops(new KernelDropMonitor.Sockets() {
        @Override
        public OptionalLong drops() {
            OptionalLong read = listed;
            Runnable once = duringTheReading;
            duringTheReading = () -> {};
            once.run();
            return read;
        }

        @Override
        public OptionalLong receiveErrors() {
            return OptionalLong.empty();
        }
    });

    @Test
    void unknownDropsAreEmpty() {
        assertEquals(OptionalLong.empty(), drops.get());
        drops.readLast();
        assertEquals(OptionalLong.empty(), drops.last());
    }

    @Test
    void theLastReadingIsKept() {
        listed = OptionalLong.of(3);
        assertEquals(OptionalLong.of(3), drops.get());
        listed = OptionalLong.of(5);
        assertEquals(OptionalLong.of(3), drops.last());
        drops.readLast();
        listed = OptionalLong.empty();
        assertEquals(OptionalLong.of(5), drops.last());
        assertEquals(OptionalLong.of(5), drops.get());
    }

    @Test
    void anOlderReadingThatEndsLaterDoesNotReplaceTheLast() {
        listed = OptionalLong.of(3);
        duringTheReading = () -> {
            listed = OptionalLong.of(5);
            drops.readLast();
        };
        assertEquals(OptionalLong.of(5), drops.get());
        assertEquals(OptionalLong.of(5), drops.last());
    }
}
