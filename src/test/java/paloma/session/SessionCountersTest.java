package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import paloma.CloseReason;
import paloma.Counter;
import paloma.DropReason;
import paloma.FailReason;

class SessionCountersTest {
    private final SessionCounters counters = new SessionCounters(3);

    @Test
    void countersOfAllWorkersAreSummed() {
        for (int worker = 0; worker < 3; worker++) {
            for (int i = 0; i <= worker; i++) {
                counters.worker(worker).taken(10);
                counters.worker(worker).started();
            }
        }
        assertEquals(6, counters.taken());
        assertEquals(60, counters.takenBytes());
        assertEquals(6, counters.running());
        counters.worker(1).finished();
        counters.worker(1).handled(10);
        assertEquals(5, counters.running());
        assertEquals(1, counters.get(Counter.HANDLED));
    }

    @ParameterizedTest
    @EnumSource(DropReason.class)
    void dropReasonsAreCountedSeparately(DropReason reason) {
        counters.reactor().dropped(reason);
        counters.reactor().dropped(reason);
        counters.reactor().dropped().forEach((each, count) -> assertEquals(each == reason ? 2 : 0, count));
        assertNothingElse();
    }

    @ParameterizedTest
    @EnumSource(CloseReason.class)
    void closeReasonsAreCountedSeparately(CloseReason reason) {
        counters.reactor().closed(reason);
        counters.reactor().closed().forEach((each, count) -> assertEquals(each == reason ? 1 : 0, count));
        counters.reactor().dropped().values().forEach(count -> assertEquals(0, count));
        assertNothingElse();
    }

    @ParameterizedTest
    @EnumSource(FailReason.class)
    void failReasonsAreCountedSeparately(FailReason reason) {
        counters.worker(2).failed(reason);
        counters.worker(0).abandoned(reason, 4);
        counters.failed().forEach((each, count) -> assertEquals(each == reason ? 5 : 0, count));
        assertEquals(4, counters.taken());
        assertNothingElse();
    }

    private void assertNothingElse() {
        assertEquals(0, counters.reactor().get(Counter.RECEIVED));
        assertEquals(0, counters.reactor().acceptedTotal());
        assertEquals(0, counters.reactor().get(Counter.KEEP_ALIVES));
        assertEquals(0, counters.reactor().get(Counter.OPENED));
        assertEquals(0, counters.reactor().get(Counter.LIVE));
        assertEquals(0, counters.get(Counter.HANDLED));
        assertEquals(0, counters.running());
        assertEquals(0, counters.ending());
    }

    @Test
    void endingSessionsAreClosedOnesBeforeOnClose() {
        counters.reactor().ending();
        counters.reactor().ending();
        counters.worker(1).ended();
        assertEquals(1, counters.ending());
    }

    @Test
    void liveIsTheLastNumberSet() {
        counters.reactor().live(5);
        counters.reactor().live(3);
        assertEquals(3, counters.reactor().get(Counter.LIVE));
    }
}
