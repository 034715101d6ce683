package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static paloma.house.Interleavings.check;
import static paloma.house.Interleavings.join;
import static paloma.house.Interleavings.start;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import paloma.UnsentReason;
import paloma.linux.MessageVector;

/** A batch that its worker flushes, a sending thread, and the reactor, while the kernel is full and has room in turn. */
@Tag("instrumented")
class SendBatchInterleavings {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress("127.0.0.1", 50_001);
    private static MessageVector memory;

    @BeforeAll
    static void reservesMemoryOutsideOfTheChecker() {
        memory = SendBatch.newVector(StandardProtocolFamily.INET);
    }

    /** Takes batches, too, and records all datagrams. */
    private static final class Kernel extends RoomyKernel {
        private int digits;

        @Override
        void record(int digit, InetSocketAddress target) {
            digits = digits * 10 + digit;
        }

        @Override
        public synchronized int send(SendBatch batch, int from) {
            int i = from;
            while (i < batch.size() && send(batch.datagram(i), ADDRESS)) {
                i++;
            }
            return i - from;
        }
    }

    /** One outbox with the batch of a worker, and one peer. */
    private static final class World {
        private static final int MANY = 100;

        final Kernel kernel = new Kernel();
        final SendCounters counters = new SendCounters();
        final Outbox outbox =
                new Outbox(kernel, new Endpoint.Bounds(1, MANY, MANY), counters, new OutboxOwner(error -> {}));
        final SendBatch.Watch batches = new SendBatch.Watch(null, outbox);
        final SendBatch one = new SendBatch(memory, () -> 0);
        final RecordedPeer peer = new RecordedPeer(ADDRESS);

        World(int room) {
            kernel.hasRoomFor(room);
            batches.add(one);
        }

        void answer(int digit) {
            outbox.stage(ByteBuffer.wrap(new byte[] {(byte) digit}), peer, one);
        }

        /** As the server does. */
        void push(int digit) {
            if (peer.isStaged()) {
                batches.flush();
            }
            outbox.send(ByteBuffer.wrap(new byte[] {(byte) digit}), ADDRESS, peer);
        }

        /** All have left, in order, and nothing may remain. */
        void rests(int digits) {
            kernel.hasRoomFor(MANY);
            while (kernel.isRoomAwaited()) {
                outbox.drain(1);
            }
            assertEquals(digits, kernel.digits);
            assertTrue(outbox.isClear(), "full, and nobody will drain it");
            assertTrue(batches.areFlushed());
            assertFalse(peer.isStaged());
            assertEquals(0, batches.staged() + outbox.queued());
            assertEquals(0, counters.sending());
            assertEquals(counters.sends(), counters.sentTotal());
        }
    }

    @Test
    void datagramOfAnotherThreadStaysBehindABatchInFlight() {
        check(() -> {
            World world = new World(0);
            world.answer(1);
            Thread other = start(() -> {
                world.kernel.hasRoomFor(1);
                world.push(2);
            });
            world.outbox.flush(world.one);
            join(other);
            world.rests(12);
        });
    }

    @Test
    void answerStagedDuringACloseIsSentOrCountedAsUnsent() {
        check(() -> {
            World world = new World(World.MANY);
            Thread closing = start(() -> {
                world.batches.flush();
                world.outbox.close();
                world.batches.flush();
            });
            world.answer(1);
            world.answer(2);
            join(closing);
            assertTrue(world.batches.areFlushed(), "nobody will flush it");
            assertEquals(0, world.batches.staged() + world.outbox.queued());
            assertEquals(0, world.counters.sending());
            assertEquals(
                    2,
                    world.counters.sentTotal() + world.counters.unsentByReason().get(UnsentReason.CLOSED));
        });
    }
}
