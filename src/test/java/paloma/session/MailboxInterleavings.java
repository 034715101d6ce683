package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static paloma.house.Interleavings.check;
import static paloma.house.Interleavings.join;
import static paloma.house.Interleavings.start;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import paloma.CloseReason;
import paloma.Counter;
import paloma.FailReason;
import paloma.Handler;
import paloma.ServerListener;
import paloma.Session;
import paloma.session.Mailbox.OfferResult;
import paloma.worker.HandlerInvoker;

/** One session, offered to by the reactor, run by workers, and closed by any thread. */
@Tag("instrumented")
class MailboxInterleavings {
    private static final int CAPACITY = 2;
    private static final int MAX_WORKERS = 4;

    /**
     * Created and called by the reactor's thread. Each hand-over starts a worker, so that two workers of the session at once
     * are detected. Calls are recorded as decimal digits, which costs fewer thread switches than a list.
     */
    private static final class World implements Handler {
        private static final int OPEN = 8;
        private static final int CLOSE = 9;

        private final FirstMessageRing firstMessages = new FirstMessageRing(1);
        final PeerSession session =
                SessionFixtures.session(SessionFixtures.numbered(1), SessionFixtures.OUTPUT, firstMessages);
        private final SessionCounters counters = new SessionCounters(MAX_WORKERS);
        private final Thread[] workers = new Thread[MAX_WORKERS];
        private final AtomicBoolean running = new AtomicBoolean();
        private int handOvers;
        private int accepted;
        private int calls;
        private CloseReason onCloseReason;
        private boolean overlapped;
        // By the closing thread.
        private boolean decided;

        void offer(int number) {
            OfferResult offer = session.offer(new byte[] {(byte) number}, session.remoteAddress(), CAPACITY);
            if (offer == OfferResult.READY || offer == OfferResult.WAITING) {
                accepted = accepted * 10 + number;
            }
            if (offer == OfferResult.READY) {
                handOver();
            }
        }

        void end() {
            if (session.scheduleEnd()) {
                handOver();
            }
        }

        private void handOver() {
            HandlerInvoker invoker = new HandlerInvoker(this, ServerListener.LOGGING, counters.worker(handOvers));
            workers[handOvers++] = start(() -> {
                boolean more = true;
                while (more) {
                    overlapped |= !running.compareAndSet(false, true);
                    invoker.begin(session, false);
                    while (invoker.next()) {
                        invoker.call();
                    }
                    running.set(false);
                    more = invoker.finish();
                }
            });
        }

        @Override
        public void onOpen(Session opened) {
            calls = calls * 10 + OPEN;
        }

        @Override
        public void onMessage(Session with, ByteBuffer message) {
            calls = calls * 10 + message.get(0);
        }

        @Override
        public void onClose(Session closed, CloseReason reason) {
            calls = calls * 10 + CLOSE;
            onCloseReason = reason;
        }

        /** Waits for the workers, and checks that nothing waits or was lost. */
        void awaitRest() {
            for (int i = 0; i < handOvers; i++) {
                join(workers[i]);
            }
            assertFalse(overlapped, "two workers had the session");
            assertEquals(0, session.waiting());
            assertNotEquals(FirstMessageRing.NONE, firstMessages.put(new byte[0], null), "a slot is lost");
            assertEquals(digits(accepted), counters.taken());
            assertEquals(digits(accepted), counters.get(Counter.HANDLED) + failed());
        }

        long failed() {
            return counters.failed().get(FailReason.CLOSED_BEFORE_HANDLED);
        }

        private static int digits(int number) {
            return number == 0 ? 0 : 1 + digits(number / 10);
        }
    }

    @Test
    void acceptedMessagesAreHandledOnceInOrderByOneWorker() {
        check(8, () -> {
            World world = new World();
            for (int i = 1; i <= 3; i++) {
                world.offer(i);
            }
            world.awaitRest();
            assertEquals(Integer.parseInt("8" + world.accepted), world.calls);
            assertFalse(world.session.isScheduled());
        });
    }

    @Test
    void stoppingSessionHandlesAcceptedMessagesBeforeOnClose() {
        check(() -> {
            World world = new World();
            world.offer(1);
            Thread closer = start(() -> world.session.requestClose(CloseReason.STOPPING));
            world.offer(2);
            join(closer);
            world.offer(3);
            world.end();
            world.awaitRest();
            assertEquals(Integer.parseInt("8" + world.accepted + "9"), world.calls);
            assertTrue(world.session.isEnded());
        });
    }

    @Test
    void oneCloseDecidesAndOnOpenAndOnCloseBothRunOrNeither() {
        check(() -> {
            World world = new World();
            Thread closer = start(() -> world.decided = world.session.requestClose(CloseReason.CLOSED));
            world.offer(1);
            boolean here = world.session.requestClose(CloseReason.IDLE);
            world.end();
            join(closer);
            world.awaitRest();
            assertTrue(world.decided ^ here, "two decided, or none");
            CloseReason reason = world.decided ? CloseReason.CLOSED : CloseReason.IDLE;
            assertEquals(reason, world.session.closeReason());
            assertTrue(world.session.isEnded());
            String expected = world.calls == 0 ? "" : world.failed() == 1 || world.accepted == 0 ? "89" : "819";
            assertEquals(expected, world.calls == 0 ? "" : "" + world.calls);
            assertEquals(world.calls == 0 ? null : reason, world.onCloseReason);
        });
    }
}
