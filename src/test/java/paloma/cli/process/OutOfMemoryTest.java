package paloma.cli.process;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class OutOfMemoryTest {
    private static final OutOfMemoryError ERROR = new OutOfMemoryError("Java heap space");

    /** The JVM has one error for all threads when it cannot make another. */
    @Test
    void anErrorThatMeetsItselfWhereAResourceIsClosedIsFound() {
        Exception met = assertThrows(IllegalArgumentException.class, () -> {
            try (AutoCloseable resource = OutOfMemoryTest::fail) {
                assertNotNull(resource);
                fail();
            }
        });
        assertSame(ERROR, OutOfMemory.virtualMachineErrorIn(met));
    }

    @Test
    void anErrorAmongTheCausesIsFound() {
        assertSame(ERROR, OutOfMemory.virtualMachineErrorIn(ERROR));
        assertSame(
                ERROR,
                OutOfMemory.virtualMachineErrorIn(new ExecutionException(new ExceptionInInitializerError(ERROR))));
    }

    @Test
    void anotherErrorIsNone() {
        assertNull(OutOfMemory.virtualMachineErrorIn(new AssertionError(new IllegalStateException())));
        assertNull(OutOfMemory.virtualMachineErrorIn(null));
    }

    @Test
    void causesInACircleEnd() {
        Exception first = new Exception();
        Exception second = new Exception(first);
        first.initCause(second);
        assertNull(OutOfMemory.virtualMachineErrorIn(first));
    }

    private static void fail() {
        throw ERROR;
    }
}
