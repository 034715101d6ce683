package paloma.load.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.lifecycle.Deadline;

/** The clock is the test's; how often the metronome has looked at it tells that it has had its chance. */
class WakeupTimerTest {
    private static final long MILLI = 1_000_000;
    private static final int LOOKS = 5;

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger woken = new AtomicInteger();
    private final WakeupTimer metronome = new WakeupTimer(this::look, woken::incrementAndGet);

    private long look() {
        looks.incrementAndGet();
        return now.get();
    }

    @AfterEach
    void close() {
        metronome.close();
    }

    @Test
    void nobodyIsWokenEarlyAndEverybodyInTime() {
        metronome.wakeAt(MILLI);
        now.set(MILLI - 1);
        awaitLooks();
        assertEquals(0, woken.get());
        now.set(MILLI);
        awaitWoken(1);
    }

    @Test
    void oneTimeWakesOnce() {
        now.set(2 * MILLI);
        metronome.wakeAt(MILLI);
        awaitWoken(1);
        awaitLooks();
        assertEquals(1, woken.get());
    }

    @Test
    void eachTimeWakes() {
        for (int i = 1; i <= 20; i++) {
            metronome.wakeAt(i * MILLI);
            now.set(i * MILLI);
            awaitWoken(i);
        }
    }

    @Test
    void aTimeThatWasPutOffWakesNobody() {
        metronome.wakeAt(MILLI);
        metronome.wakeAt(3 * MILLI);
        now.set(2 * MILLI);
        awaitLooks();
        assertEquals(0, woken.get());
        now.set(3 * MILLI);
        awaitWoken(1);
    }

    @Test
    void aTimeThatWasTakenBackWakesNobody() {
        metronome.wakeAt(MILLI);
        metronome.wakeAt(Deadline.NEVER);
        now.set(2 * MILLI);
        metronome.wakeAt(3 * MILLI);
        awaitLooks();
        assertEquals(0, woken.get());
    }

    @Test
    void onceClosedItWakesNobody() {
        metronome.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("paloma-load-metronome")));
        metronome.wakeAt(0);
        assertEquals(0, woken.get());
    }

    private void awaitLooks() {
        int enough = looks.get() + LOOKS;
        await().until(() -> looks.get() >= enough);
    }

    private void awaitWoken(int times) {
        await().until(() -> woken.get() == times);
    }

    @Test
    void whoCouldNotBeWokenIsWokenAgain() {
        AtomicInteger tries = new AtomicInteger();
        try (WakeupTimer failing = new WakeupTimer(this::look, () -> {
            if (tries.incrementAndGet() < 3) {
                throw new OutOfMemoryError("not really");
            }
        })) {
            now.set(MILLI);
            failing.wakeAt(MILLI);
            await().until(() -> tries.get() == 3);
        }
    }
}
