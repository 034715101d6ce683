package paloma.load.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class KernelDropMonitorTest {
    private OptionalLong errors = OptionalLong.of(100);
    private OptionalLong drops = OptionalLong.of(7);
    private int lists;

    private OptionalLong list() {
        lists++;
        return drops;
    }

    private KernelDropMonitor watch() {
        return KernelDropMonitor.of(this::list, () -> errors);
    }

    private KernelDropMonitor watchOfNew() {
        return KernelDropMonitor.ofNew(this::list, () -> errors);
    }

    @Test
    void theListIsReadOnceAsLongAsNothingIsDroppedAnywhere() {
        KernelDropMonitor watch = watch();
        assertEquals(OptionalLong.of(7), watch.get());
        assertEquals(OptionalLong.of(7), watch.get());
        assertEquals(1, lists);
        // But for the last time, when it costs nobody anything.
        drops = OptionalLong.of(9);
        assertEquals(OptionalLong.of(9), watch.listed());
    }

    @Test
    void itIsReadAgainOnceForWhatIsDroppedAnywhere() {
        KernelDropMonitor watch = watch();
        errors = OptionalLong.of(105);
        drops = OptionalLong.of(12);
        assertEquals(OptionalLong.of(12), watch.get());
        assertEquals(OptionalLong.of(12), watch.get());
        assertEquals(2, lists);
    }

    @Test
    void newSocketsHaveDroppedNothingAndAreNotListedUntilSomethingIs() {
        KernelDropMonitor watch = watchOfNew();
        assertEquals(OptionalLong.of(0), watch.get());
        assertEquals(0, lists);
        errors = OptionalLong.of(101);
        assertEquals(OptionalLong.of(7), watch.get());
        assertEquals(1, lists);
    }

    @Test
    void whatIsDroppedWhileTheListIsReadHasItReadAgain() {
        KernelDropMonitor watch = KernelDropMonitor.of(
                () -> {
                    lists++;
                    errors = OptionalLong.of(100 + lists);
                    return drops;
                },
                () -> errors);
        drops = OptionalLong.of(8);
        assertEquals(OptionalLong.of(8), watch.get());
        assertEquals(2, lists);
    }

    @Test
    void withoutTheNumberTheListIsReadEachTime() {
        errors = OptionalLong.empty();
        KernelDropMonitor watch = watch();
        drops = OptionalLong.of(9);
        assertEquals(OptionalLong.of(9), watch.get());
        assertEquals(2, lists);
        assertEquals(OptionalLong.of(9), watchOfNew().get());
        assertEquals(3, lists);
    }

    @Test
    void socketsThatAreNotHereHaveNoDrops() {
        drops = OptionalLong.empty();
        KernelDropMonitor watch = watch();
        assertEquals(OptionalLong.empty(), watch.get());
        assertEquals(1, lists);
    }
}
