package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static paloma.house.Interleavings.check;
import static paloma.house.Interleavings.join;
import static paloma.house.Interleavings.start;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import paloma.UnsentReason;

/** One outbox, sending threads, and the reactor that drains it, while the kernel is full and has room in turn. */
@Tag("instrumented")
class OutboxInterleavings {
    private static final InetSocketAddress ONE = new InetSocketAddress("127.0.0.1", 50_001);
    private static final InetSocketAddress OTHER = new InetSocketAddress("127.0.0.1", 50_002);

    /** Records the datagrams of each peer. */
    private static final class Kernel extends RoomyKernel {
        private int toOne;
        private int toOther;

        @Override
        void record(int digit, InetSocketAddress target) {
            if (target == ONE) {
                toOne = toOne * 10 + digit;
            } else {
                toOther = toOther * 10 + digit;
            }
        }
    }

    /** The threads of one outbox. */
    private static final class World {
        private static final int MANY = 100;

        final Kernel kernel = new Kernel();
        final SendCounters counters = new SendCounters();
        int fullReports;
        final Outbox outbox =
                new Outbox(kernel, new Endpoint.Bounds(1, MANY, MANY), counters, new OutboxOwner(error -> {}) {
                    @Override
                    public void onFull() {
                        fullReports++;
                    }
                });

        World(int room) {
            kernel.hasRoomFor(room);
        }

        void send(InetSocketAddress target, int from, int to) {
            for (int i = from; i <= to; i++) {
                outbox.send(ByteBuffer.wrap(new byte[] {(byte) i}), target, null);
            }
        }

        /** Drains while the poller reports write readiness; nothing may remain queued. */
        void rests() {
            kernel.hasRoomFor(MANY);
            while (kernel.isRoomAwaited()) {
                outbox.drain(1);
            }
            assertTrue(outbox.isClear(), "full, and nobody will drain it");
            assertEquals(0, outbox.queued());
            assertEquals(0, counters.sending());
            assertEquals(counters.sends(), counters.sentTotal());
        }
    }

    @Test
    void datagramsOfAThreadStayInOrderDuringADrain() {
        check(() -> {
            World world = new World(1);
            Thread one = start(() -> world.send(ONE, 1, 3));
            world.send(OTHER, 1, 1);
            world.kernel.hasRoomFor(2);
            world.outbox.drain(2);
            world.outbox.drain(2);
            join(one);
            world.rests();
            assertEquals(123, world.kernel.toOne);
            assertEquals(1, world.kernel.toOther);
        });
    }

    @Test
    void datagramDoesNotOvertakeTheOneBeingSent() {
        check(() -> {
            World world = new World(0);
            world.send(ONE, 1, 1);
            world.kernel.hasRoomFor(1);
            Thread one = start(() -> world.send(ONE, 2, 3));
            world.outbox.drain(2);
            world.kernel.hasRoomFor(2);
            world.outbox.drain(2);
            join(one);
            world.rests();
            assertEquals(123, world.kernel.toOne);
        });
    }

    @Test
    void oneSenderRequestsWriteInterestWhenTheKernelIsFull() {
        check(() -> {
            World world = new World(0);
            Thread one = start(() -> world.send(ONE, 1, 2));
            world.send(OTHER, 1, 2);
            join(one);
            assertEquals(1, world.fullReports);
            assertTrue(world.kernel.isRoomAwaited());
            world.rests();
            assertEquals(12, world.kernel.toOne);
            assertEquals(12, world.kernel.toOther);
        });
    }

    @Test
    void sendDuringCloseIsSentOrCountedAsUnsent() {
        check(() -> {
            World world = new World(1);
            Thread one = start(() -> world.send(ONE, 1, 3));
            world.outbox.drain(1);
            world.outbox.close();
            join(one);
            assertEquals(0, world.outbox.queued());
            assertEquals(0, world.counters.sending());
            assertEquals(
                    3,
                    world.counters.sentTotal() + world.counters.unsentByReason().get(UnsentReason.CLOSED));
        });
    }
}
