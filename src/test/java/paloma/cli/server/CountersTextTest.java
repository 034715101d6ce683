package paloma.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import paloma.CloseReason;
import paloma.Counters;
import paloma.DropReason;
import paloma.FailReason;
import paloma.UnsentReason;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;

class CountersTextTest {
    private static final Counters COUNTERS = new Counters(
            12,
            7,
            2,
            Map.of(DropReason.FILTERED, 2L, DropReason.NO_SESSION, 1L),
            5,
            Map.of(FailReason.HANDLER_THREW, 1L),
            1,
            0,
            6,
            4,
            Map.of(UnsentReason.OUTBOX_FULL, 1L),
            0,
            1,
            3,
            1,
            Map.of(CloseReason.IDLE, 2L),
            0);

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
        Counters rest = new Counters(1, 1, 0, Map.of(), 1, Map.of(), 0, 0, 1, 1, Map.of(), 0, 0, 1, 1, Map.of(), 0);
        assertTrue(new CountersText(rest, OptionalLong.of(0)).isComplete());
    }

    @Test
    void kernelDropsAreASeparateLine() {
        List<String> lines = new CountersText(COUNTERS, OptionalLong.of(9)).table(Messages.of(Language.EN));
        assertEquals(5, lines.size());
        assertEquals("Besides, the kernel dropped 9 datagrams before they were received", lines.get(4));
    }

    @Test
    void jsonNamesEveryNumberAndEveryReason() {
        String json = new CountersText(COUNTERS, OptionalLong.of(9)).json(true);
        assertTrue(
                json.startsWith("{\"received\":12,\"accepted\":7,\"keepAlives\":2,\"dropped\":{\"OVERSIZE\":0,"), json);
        assertTrue(json.contains("\"FILTERED\":2,"), json);
        assertTrue(json.endsWith("\"rebuilds\":0,\"kernelDrops\":9,\"balanced\":true,\"drained\":true}\n"), json);
    }

    @Test
    void unknownValuesAreNullInJson() {
        String json = new CountersText(COUNTERS, OptionalLong.empty()).json(null);
        assertTrue(json.endsWith("\"kernelDrops\":null,\"balanced\":true,\"drained\":null}\n"), json);
    }
}
