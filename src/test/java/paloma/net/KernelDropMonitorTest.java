package paloma.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class KernelDropMonitorTest {
    private OptionalLong errors = OptionalLong.of(100);
    private OptionalLong drops = OptionalLong.of(7);
    private int lists;

    /** The sockets of the test's numbers. */
    private class Listed implements KernelDropMonitor.Sockets {
        @Override
        public OptionalLong drops() {
            lists++;
            return drops;
        }

        @Override
        public OptionalLong receiveErrors() {
            return errors;
        }
    }

    private KernelDropMonitor monitor() {
        return KernelDropMonitor.of(new Listed());
    }

    private KernelDropMonitor monitorOfNew() {
        return KernelDropMonitor.ofNew(new Listed());
    }

    @Test
    void theListIsReadOnceWhileTheErrorsAreConstant() {
        KernelDropMonitor monitor = monitor();
        assertEquals(OptionalLong.of(7), monitor.get());
        assertEquals(OptionalLong.of(7), monitor.get());
        assertEquals(1, lists);
        // After the measurement it is always read.
        drops = OptionalLong.of(9);
        assertEquals(OptionalLong.of(9), monitor.listed());
    }

    @Test
    void theListIsReadAgainOnceAfterNewErrors() {
        KernelDropMonitor monitor = monitor();
        errors = OptionalLong.of(105);
        drops = OptionalLong.of(12);
        assertEquals(OptionalLong.of(12), monitor.get());
        assertEquals(OptionalLong.of(12), monitor.get());
        assertEquals(2, lists);
    }

    @Test
    void listingCanWaitForTheFirstReading() {
        KernelDropMonitor monitor = KernelDropMonitor.ofLater(new Listed());
        assertEquals(0, lists);
        assertEquals(OptionalLong.of(7), monitor.get());
        assertEquals(OptionalLong.of(7), monitor.get());
        assertEquals(1, lists);
    }

    @Test
    void newSocketsAreNotListedBeforeTheFirstError() {
        KernelDropMonitor monitor = monitorOfNew();
        assertEquals(OptionalLong.of(0), monitor.get());
        assertEquals(0, lists);
        errors = OptionalLong.of(101);
        assertEquals(OptionalLong.of(7), monitor.get());
        assertEquals(1, lists);
    }

    @Test
    void anErrorDuringTheReadCausesAnotherRead() {
        KernelDropMonitor monitor = KernelDropMonitor.of(new Listed() {
            @Override
            public OptionalLong drops() {
                errors = OptionalLong.of(101 + lists);
                return super.drops();
            }
        });
        drops = OptionalLong.of(8);
        assertEquals(OptionalLong.of(8), monitor.get());
        assertEquals(2, lists);
    }

    @Test
    void withoutACountOfErrorsTheListIsReadEachTime() {
        errors = OptionalLong.empty();
        KernelDropMonitor monitor = monitor();
        drops = OptionalLong.of(9);
        assertEquals(OptionalLong.of(9), monitor.get());
        assertEquals(2, lists);
        assertEquals(OptionalLong.of(9), monitorOfNew().get());
        assertEquals(3, lists);
    }

    @Test
    void theDropsOfSocketsOnAnotherHostAreUnknown() {
        drops = OptionalLong.empty();
        KernelDropMonitor monitor = monitor();
        assertEquals(OptionalLong.empty(), monitor.get());
        assertEquals(OptionalLong.empty(), monitor.get());
        assertEquals(1, lists);
    }

    @Test
    void anIncompleteListIsReadAgain() {
        for (KernelDropMonitor monitor : List.of(monitor(), monitorOfNew(), KernelDropMonitor.ofLater(new Listed()))) {
            lists = 0;
            errors = OptionalLong.of(errors.getAsLong() + 1);
            drops = OptionalLong.empty();
            assertEquals(OptionalLong.empty(), monitor.get());
            assertEquals(OptionalLong.empty(), monitor.get());
            drops = OptionalLong.of(8);
            assertEquals(OptionalLong.of(8), monitor.get());
            assertEquals(OptionalLong.of(8), monitor.get());
            assertEquals(3, lists);
        }
    }
}
