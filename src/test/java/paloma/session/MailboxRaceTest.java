package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import paloma.CloseReason;
import paloma.session.Mailbox.OfferResult;

/**
 * One thread offers, as the reactor does, workers take, and two mailboxes share one ring slot. Nothing is lost, duplicated,
 * reordered, mixed up, or run twice at once.
 */
@Tag("slow")
class MailboxRaceTest {
    private static final int MESSAGES = 100_000;

    private final FirstMessageRing firstMessages = new FirstMessageRing(1);
    private final Race[] races = {new Race(0), new Race(1)};

    @Test
    void nothingIsLostOrReorderedBetweenReactorAndWorkers() throws InterruptedException {
        for (int i = 0; i < MESSAGES; i++) {
            for (Race race : races) {
                race.offer(i);
            }
        }
        for (Race race : races) {
            race.end();
        }
    }

    /** One mailbox and its workers. */
    private final class Race {
        private final long number;
        private final Mailbox mailbox = new Mailbox(firstMessages);
        private final Semaphore ready = new Semaphore(0);
        private final AtomicBoolean running = new AtomicBoolean();
        private final AtomicInteger taken = new AtomicInteger();
        private final Thread[] pool = {new Thread(this::runReady), new Thread(this::runReady)};
        private volatile boolean overlapped;
        private volatile boolean misordered;

        Race(int number) {
            this.number = (long) number << Integer.SIZE;
            for (Thread thread : pool) {
                thread.start();
            }
        }

        void offer(int message) {
            byte[] bytes = ByteBuffer.allocate(8).putLong(number | message).array();
            OfferResult offer = OfferResult.FULL;
            while (offer == OfferResult.FULL) {
                offer = mailbox.offer(bytes, null, 3);
            }
            if (offer == OfferResult.READY) {
                ready.release();
            }
        }

        void end() throws InterruptedException {
            while (taken.get() < MESSAGES) {
                Thread.onSpinWait();
            }
            // The worker of the last message releases the session now: the close finds it resting or scheduled.
            assertTrue(mailbox.requestClose(CloseReason.STOPPING));
            if (mailbox.scheduleEnd()) {
                ready.release();
            }
            for (Thread thread : pool) {
                thread.join();
            }
            assertEquals(MESSAGES, taken.get());
            assertFalse(misordered);
            assertFalse(overlapped);
            assertTrue(mailbox.isEnded());
        }

        private void runReady() {
            while (!mailbox.isEnded()) {
                ready.acquireUninterruptibly();
                boolean released = mailbox.isEnded();
                while (!released) {
                    overlapped |= !running.compareAndSet(false, true);
                    runOnce();
                    running.set(false);
                    released = mailbox.release();
                }
            }
            // Releases the other worker, which may still wait.
            ready.release();
        }

        private void runOnce() {
            for (byte[] bytes = mailbox.take(); bytes != null; bytes = mailbox.take()) {
                misordered |= ByteBuffer.wrap(bytes).getLong() != (number | taken.getAndIncrement());
            }
            if (mailbox.closeReason() != null) {
                mailbox.end();
            }
        }
    }
}
