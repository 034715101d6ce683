package paloma.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@link Interleavings} reports a deadlock at any speed, and never a slow run. */
@Tag("instrumented")
class HungInterleavings {
    private static final Duration LINCHECKS_OWN = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(100);

    private final ReentrantLock left = new ReentrantLock();
    private final ReentrantLock right = new ReentrantLock();

    private static void inside(ReentrantLock outer, ReentrantLock inner) {
        outer.lock();
        inner.lock();
        inner.unlock();
        outer.unlock();
    }

    private static void assertHung(Runnable story) {
        LincheckAssertionError failure =
                assertThrows(LincheckAssertionError.class, () -> Interleavings.check(() -> story.run()));
        assertTrue(failure.getMessage().contains("has hung"), failure::getMessage);
    }

    @Test
    void deadlockOnLocksIsAFailure() {
        assertHung(() -> {
            Thread one = Interleavings.start(() -> inside(left, right));
            inside(right, left);
            Interleavings.join(one);
        });
    }

    @Test
    void deadlockOnMonitorsIsAFailure() {
        Object first = new Object();
        Object second = new Object();
        assertHung(() -> {
            Thread one = Interleavings.start(() -> {
                synchronized (first) {
                    synchronized (second) {
                        // Nothing to do there.
                    }
                }
            });
            synchronized (second) {
                synchronized (first) {
                    // Nothing to do there.
                }
            }
            Interleavings.join(one);
        });
    }

    @Test
    void livelockIsAFailure() {
        assertHung(() -> {
            AtomicBoolean oneDone = new AtomicBoolean();
            AtomicBoolean otherDone = new AtomicBoolean();
            Thread one = Interleavings.start(() -> {
                while (!otherDone.get()) {
                    Thread.onSpinWait();
                }
                oneDone.set(true);
            });
            while (!oneDone.get()) {
                Thread.onSpinWait();
            }
            otherDone.set(true);
            Interleavings.join(one);
        });
    }

    /** Busy machines reached the checker's default limit while classes were instrumented. */
    @Test
    void slowMachineDoesNotReachTheLimit() {
        assertTrue(Interleavings.CHECKER.limit().compareTo(LINCHECKS_OWN.multipliedBy(20)) > 0);
    }

    /** A thread that waits for the kernel does not wait in the model: only the limit ends it. */
    @Test
    void overrunOfTheLimitIsAFailureAndLeavesNoThread() throws IOException {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            LincheckAssertionError failure = assertThrows(
                    LincheckAssertionError.class, () -> new ModelChecker(SHORT).check(1, () -> receive(silent)));
            assertTrue(failure.getMessage().contains("has hung"), failure::getMessage);
        }
    }

    /** The remains of a hung attempt do not affect the next one. */
    @Test
    void attemptAfterAHungOneIsIndependent() throws IOException {
        overrunOfTheLimitIsAFailureAndLeavesNoThread();
        Interleavings.CHECKER.check(5, () -> {});
        AssertionError failure = assertThrows(
                LincheckAssertionError.class,
                () -> Interleavings.CHECKER.check(5, () -> assertEquals("right", "wrong")));
        assertFalse(failure.getMessage().contains("has hung"), failure::getMessage);
        assertTrue(failure.getMessage().contains("expected: <right>"), failure::getMessage);
    }

    private static void receive(DatagramSocket socket) {
        try {
            socket.receive(new DatagramPacket(new byte[1], 1));
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }
}
