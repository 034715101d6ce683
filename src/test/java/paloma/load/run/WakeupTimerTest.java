package paloma.load.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.lifecycle.Deadline;

/** The clock is the test's. The timer's number of reads shows that it had the opportunity to wake the reactor. */
class WakeupTimerTest {
    private static final long MILLI = 1_000_000;
    private static final int READS = 5;

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger woken = new AtomicInteger();
    private final WakeupTimer timer = new WakeupTimer(new Woken());

    /** Has the test's clock, and counts. */
    private class Woken implements WakeupTimer.Target {
        @Override
        public long now() {
            reads.incrementAndGet();
            return now.get();
        }

        @Override
        public void wake() {
            woken.incrementAndGet();
        }
    }

    @AfterEach
    void close() {
        timer.close();
    }

    @Test
    void theReactorIsWokenAtTheDeadlineAndNotEarlier() {
        timer.wakeAt(MILLI);
        now.set(MILLI - 1);
        awaitReads();
        assertEquals(0, woken.get());
        now.set(MILLI);
        awaitWoken(1);
    }

    @Test
    void aDeadlineWakesOnce() {
        now.set(2 * MILLI);
        timer.wakeAt(MILLI);
        awaitWoken(1);
        awaitReads();
        assertEquals(1, woken.get());
    }

    @Test
    void eachDeadlineWakes() {
        for (int i = 1; i <= 20; i++) {
            timer.wakeAt(i * MILLI);
            now.set(i * MILLI);
            awaitWoken(i);
        }
    }

    @Test
    void aPostponedDeadlineDoesNotWake() {
        timer.wakeAt(MILLI);
        timer.wakeAt(3 * MILLI);
        now.set(2 * MILLI);
        awaitReads();
        assertEquals(0, woken.get());
        now.set(3 * MILLI);
        awaitWoken(1);
    }

    @Test
    void aCancelledDeadlineDoesNotWake() {
        timer.wakeAt(MILLI);
        timer.wakeAt(Deadline.NEVER);
        now.set(2 * MILLI);
        timer.wakeAt(3 * MILLI);
        awaitReads();
        assertEquals(0, woken.get());
    }

    @Test
    void aClosedTimerDoesNotWake() {
        timer.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("paloma-load-timer")));
        timer.wakeAt(0);
        assertEquals(0, woken.get());
    }

    private void awaitReads() {
        int enough = reads.get() + READS;
        await().until(() -> reads.get() >= enough);
    }

    private void awaitWoken(int times) {
        await().until(() -> woken.get() == times);
    }

    @Test
    void aFailedWakeUpIsRepeated() {
        try (WakeupTimer failing = new WakeupTimer(new Woken() {
            @Override
            public void wake() {
                super.wake();
                if (woken.get() < 3) {
                    throw new OutOfMemoryError("not really");
                }
            }
        })) {
            now.set(MILLI);
            failing.wakeAt(MILLI);
            awaitWoken(3);
        }
    }
}
