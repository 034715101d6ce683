package paloma.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static paloma.house.Interleavings.check;
import static paloma.house.Interleavings.join;
import static paloma.house.Interleavings.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Users of one descriptor and threads that close it. */
@Tag("instrumented")
class SocketDescriptorInterleavings {
    /** A channel that is closed once, and never during a use of its descriptor. */
    private static final class World {
        final AtomicInteger inside = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();
        final SocketDescriptor descriptor = new SocketDescriptor(7, () -> onClose());

        private void onClose() {
            assertEquals(0, inside.get(), "closed during a use");
            closed.incrementAndGet();
        }

        void use() {
            if (descriptor.enter()) {
                inside.incrementAndGet();
                assertEquals(0, closed.get(), "used after the close");
                inside.decrementAndGet();
                descriptor.exit();
            }
        }

        void close() {
            try {
                descriptor.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void isClosedOnce() {
            assertEquals(1, closed.get());
            assertFalse(descriptor.enter());
        }
    }

    @Test
    void closeDuringUsesOfTwoThreadsClosesOnce() {
        check(() -> {
            World world = new World();
            Thread one = start(() -> world.use());
            Thread other = start(() -> world.use());
            world.close();
            join(one);
            join(other);
            world.isClosedOnce();
        });
    }

    @Test
    void closesOfTwoThreadsDuringAUseCloseOnce() {
        check(4, () -> {
            World world = new World();
            Thread one = start(() -> world.close());
            Thread other = start(() -> world.close());
            world.use();
            join(one);
            join(other);
            world.isClosedOnce();
        });
    }
}
