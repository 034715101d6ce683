package paloma.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Counters;
import paloma.DropReason;
import paloma.FailReason;
import paloma.UnsentReason;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;

class CountersTextTest {
    private static final Counters COUNTERS = new Counters(
            Map.ofEntries(
                    Map.entry(Counter.RECEIVED, 12L),
                    Map.entry(Counter.CARRIED, 7L),
                    Map.entry(Counter.KEEP_ALIVES, 2L),
                    Map.entry(Counter.BYTES_RECEIVED, 700L),
                    Map.entry(Counter.ACCEPTED, 7L),
                    Map.entry(Counter.HANDLED, 5L),
                    Map.entry(Counter.RUNNING, 1L),
                    Map.entry(Counter.SENDS, 6L),
                    Map.entry(Counter.SENT, 4L),
                    Map.entry(Counter.QUEUED, 1L),
                    Map.entry(Counter.OPENED, 3L),
                    Map.entry(Counter.LIVE, 1L)),
            Map.of(DropReason.FILTERED, 2L, DropReason.NO_SESSION, 1L),
            Map.of(FailReason.HANDLER_THREW, 1L),
            Map.of(UnsentReason.OUTBOX_FULL, 1L),
            Map.of(CloseReason.IDLE, 2L));

    @Test
    void eachLineHasASourceItsOutcomesAndReasons() {
        assertEquals(
                List.of(
                        "received  12 = accepted 7 + keep-alives 2 + dropped 3 (FILTERED 2, NO_SESSION 1)",
                        "accepted   7 = handled 5 + failed 1 (HANDLER_THREW 1) + running 1 + waiting 0",
                        "sends      6 = sent 4 + unsent 1 (OUTBOX_FULL 1) + sending 0 + queued 1",
                        "opened     3 = live 1 + closed 2 (IDLE 2)"),
                new CountersText(COUNTERS, OptionalLong.of(0)).table(Messages.of(Language.EN)));
    }

    @Test
    void theCountersOfAClosedServerAreCompleteOnlyAtRest() {
        assertTrue(COUNTERS.balanced());
        assertFalse(new CountersText(COUNTERS, OptionalLong.of(0)).isComplete());
        Counters rest = new Counters(
                Map.of(Counter.RECEIVED, 1L, Counter.KEEP_ALIVES, 1L, Counter.OPENED, 1L, Counter.LIVE, 1L),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of());
        assertTrue(new CountersText(rest, OptionalLong.of(0)).isComplete());
    }

    @Test
    void kernelDropsAreASeparateLine() {
        List<String> lines = new CountersText(COUNTERS, OptionalLong.of(9)).table(Messages.of(Language.EN));
        assertEquals(5, lines.size());
        assertEquals("Besides, the kernel dropped 9 datagrams before they were received", lines.get(4));
    }

    @Test
    void eachLineOfTheTableHasWordsInEveryLanguage() {
        for (Language language : Language.values()) {
            List<String> lines = new CountersText(COUNTERS, OptionalLong.of(0)).table(Messages.of(language));
            assertEquals(Counter.Line.values().length, lines.size());
        }
    }
}
