package paloma.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DropWatchTest {
    private OptionalLong errors = OptionalLong.of(100);
    private OptionalLong drops = OptionalLong.of(7);
    private int lists;

    private OptionalLong list() {
        lists++;
        return drops;
    }

    private DropWatch watch() {
        return DropWatch.of(this::list, () -> errors);
    }

    private DropWatch watchOfNew() {
        return DropWatch.ofNew(this::list, () -> errors);
    }

    @Test
    void theListIsReadOnceAsLongAsNothingIsDroppedAnywhere() {
        DropWatch watch = watch();
        assertEquals(OptionalLong.of(7), watch.get());
        assertEquals(OptionalLong.of(7), watch.get());
        assertEquals(1, lists);
        // But for the last time, when it costs nobody anything.
        drops = OptionalLong.of(9);
        assertEquals(OptionalLong.of(9), watch.listed());
    }

    @Test
    void itIsReadAgainOnceForWhatIsDroppedAnywhere() {
        DropWatch watch = watch();
        errors = OptionalLong.of(105);
        drops = OptionalLong.of(12);
        assertEquals(OptionalLong.of(12), watch.get());
        assertEquals(OptionalLong.of(12), watch.get());
        assertEquals(2, lists);
    }

    @Test
    void newSocketsHaveDroppedNothingAndAreNotListedUntilSomethingIs() {
        DropWatch watch = watchOfNew();
        assertEquals(OptionalLong.of(0), watch.get());
        assertEquals(0, lists);
        errors = OptionalLong.of(101);
        assertEquals(OptionalLong.of(7), watch.get());
        assertEquals(1, lists);
    }

    @Test
    void whatIsDroppedWhileTheListIsReadHasItReadAgain() {
        DropWatch watch = DropWatch.of(
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
        DropWatch watch = watch();
        drops = OptionalLong.of(9);
        assertEquals(OptionalLong.of(9), watch.get());
        assertEquals(2, lists);
        assertEquals(OptionalLong.of(9), watchOfNew().get());
        assertEquals(3, lists);
    }

    @Test
    void socketsThatAreNotHereHaveNoDrops() {
        drops = OptionalLong.empty();
        DropWatch watch = watch();
        assertEquals(OptionalLong.empty(), watch.get());
        assertEquals(1, lists);
    }
}
