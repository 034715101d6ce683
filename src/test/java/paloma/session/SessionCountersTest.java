package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import paloma.CloseReason;
import paloma.DropReason;
import paloma.FailReason;

class SessionCountersTest {
    private final SessionCounters ledger = new SessionCounters(3);

    @Test
    void countersOfAllWorkersAreSummed() {
        for (int runner = 0; runner < 3; runner++) {
            for (int i = 0; i <= runner; i++) {
                ledger.worker(runner).taken(10);
                ledger.worker(runner).started();
            }
        }
        assertEquals(6, ledger.taken());
        assertEquals(60, ledger.takenBytes());
        assertEquals(6, ledger.running());
        ledger.worker(1).finished();
        ledger.worker(1).handled();
        assertEquals(5, ledger.running());
        assertEquals(1, ledger.handled());
    }

    @ParameterizedTest
    @EnumSource(DropReason.class)
    void dropReasonsAreCountedSeparately(DropReason reason) {
        ledger.reactor().dropped(reason);
        ledger.reactor().dropped(reason);
        ledger.reactor().dropped().forEach((each, count) -> assertEquals(each == reason ? 2 : 0, count));
        assertNothingElse();
    }

    @ParameterizedTest
    @EnumSource(CloseReason.class)
    void closeReasonsAreCountedSeparately(CloseReason reason) {
        ledger.reactor().closed(reason);
        ledger.reactor().closed().forEach((each, count) -> assertEquals(each == reason ? 1 : 0, count));
        ledger.reactor().dropped().values().forEach(count -> assertEquals(0, count));
        assertNothingElse();
    }

    @ParameterizedTest
    @EnumSource(FailReason.class)
    void failReasonsAreCountedSeparately(FailReason reason) {
        ledger.worker(2).failed(reason);
        ledger.worker(0).abandoned(reason, 4);
        ledger.failed().forEach((each, count) -> assertEquals(each == reason ? 5 : 0, count));
        assertEquals(4, ledger.taken());
        assertNothingElse();
    }

    private void assertNothingElse() {
        assertEquals(0, ledger.reactor().receivedTotal());
        assertEquals(0, ledger.reactor().acceptedTotal());
        assertEquals(0, ledger.reactor().keepAlivesTotal());
        assertEquals(0, ledger.reactor().openedTotal());
        assertEquals(0, ledger.reactor().live());
        assertEquals(0, ledger.handled());
        assertEquals(0, ledger.running());
        assertEquals(0, ledger.ending());
    }

    @Test
    void endingSessionsAreClosedOnesBeforeOnClose() {
        ledger.reactor().ending();
        ledger.reactor().ending();
        ledger.worker(1).ended();
        assertEquals(1, ledger.ending());
    }

    @Test
    void liveIsTheLastNumberSet() {
        ledger.reactor().live(5);
        ledger.reactor().live(3);
        assertEquals(3, ledger.reactor().live());
    }
}
