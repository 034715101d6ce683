package paloma.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static paloma.cli.process.StopRequests.Action.HALT;
import static paloma.cli.process.StopRequests.Action.IGNORE;
import static paloma.cli.process.StopRequests.Action.STOP;

import org.junit.jupiter.api.Test;

class StopRequestsTest {
    private static final long FIRST_AT = Long.MAX_VALUE - 1_000;
    private static final long HALF_A_SECOND = 500_000_000;

    private final StopRequests requests = new StopRequests();

    @Test
    void theFirstRequestStopsGracefully() {
        assertEquals(STOP, requests.onRequest(FIRST_AT));
    }

    @Test
    void aRequestWithinHalfASecondIsADuplicate() {
        requests.onRequest(FIRST_AT);
        assertEquals(IGNORE, requests.onRequest(FIRST_AT));
        assertEquals(IGNORE, requests.onRequest(FIRST_AT + 20_000));
        assertEquals(IGNORE, requests.onRequest(FIRST_AT + HALF_A_SECOND - 1));
    }

    @Test
    void aLaterRequestEndsTheProcessAtOnce() {
        requests.onRequest(FIRST_AT);
        assertEquals(HALT, requests.onRequest(FIRST_AT + HALF_A_SECOND));
    }

    @Test
    void duplicatesDoNotExtendTheHalfSecond() {
        requests.onRequest(FIRST_AT);
        requests.onRequest(FIRST_AT + 400_000_000);
        assertEquals(HALT, requests.onRequest(FIRST_AT + 600_000_000));
    }
}
