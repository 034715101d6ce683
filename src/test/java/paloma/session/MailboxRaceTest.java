package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import paloma.CloseReason;
import paloma.session.Mailbox.Offer;

/** The reactor offers on one thread, a runner takes on another: nothing is lost, doubled, reordered, or run twice at once. */
class MailboxRaceTest {
    private static final int MESSAGES = 100_000;

    private final Mailbox mailbox = new Mailbox(new Arrivals(1));
    private final Semaphore ready = new Semaphore(0);
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicInteger taken = new AtomicInteger();
    private volatile boolean overlapped;
    private volatile boolean misordered;

    @Test
    void nothingIsLostOrReorderedBetweenReactorAndRunners() throws InterruptedException {
        Thread[] pool = {new Thread(this::runWhatIsReady), new Thread(this::runWhatIsReady)};
        for (Thread thread : pool) {
            thread.start();
        }
        for (int i = 0; i < MESSAGES; ) {
            Offer offer = mailbox.offer(ByteBuffer.allocate(4).putInt(i).array(), null, 3);
            i += offer == Offer.FULL ? 0 : 1;
            if (offer == Offer.READY) {
                ready.release();
            } else if (offer == Offer.FULL) {
                Thread.onSpinWait();
            }
        }
        while (taken.get() < MESSAGES) {
            Thread.onSpinWait();
        }
        // Whoever took the last one gives the session back now: the close finds it resting, or does not.
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

    private void runWhatIsReady() {
        while (!mailbox.isEnded()) {
            ready.acquireUninterruptibly();
            boolean given = mailbox.isEnded();
            while (!given) {
                overlapped |= !running.compareAndSet(false, true);
                runOnce();
                running.set(false);
                given = mailbox.release();
            }
        }
        // For the other one, which may wait still.
        ready.release();
    }

    private void runOnce() {
        for (byte[] bytes = mailbox.take(); bytes != null; bytes = mailbox.take()) {
            misordered |= ByteBuffer.wrap(bytes).getInt() != taken.getAndIncrement();
        }
        if (mailbox.closeReason() != null) {
            mailbox.end();
        }
    }
}
