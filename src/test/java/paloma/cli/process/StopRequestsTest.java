package paloma.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static paloma.cli.process.StopRequests.Meaning.AT_ONCE;
import static paloma.cli.process.StopRequests.Meaning.SAME;
import static paloma.cli.process.StopRequests.Meaning.STOP;

import org.junit.jupiter.api.Test;

class StopRequestsTest {
    private static final long FIRST_AT = Long.MAX_VALUE - 1_000;
    private static final long HALF_A_SECOND = 500_000_000;

    private final StopRequests requests = new StopRequests();

    @Test
    void theFirstRequestAsksToStop() {
        assertEquals(STOP, requests.arrive(FIRST_AT));
    }

    @Test
    void whatComesWithinHalfASecondOfTheFirstIsTheSameRequest() {
        requests.arrive(FIRST_AT);
        assertEquals(SAME, requests.arrive(FIRST_AT));
        assertEquals(SAME, requests.arrive(FIRST_AT + 20_000));
        assertEquals(SAME, requests.arrive(FIRST_AT + HALF_A_SECOND - 1));
    }

    @Test
    void whatComesLaterEndsTheProcessAtOnce() {
        requests.arrive(FIRST_AT);
        assertEquals(AT_ONCE, requests.arrive(FIRST_AT + HALF_A_SECOND));
    }

    @Test
    void repetitionsDoNotPutOffTheHalfSecond() {
        requests.arrive(FIRST_AT);
        requests.arrive(FIRST_AT + 400_000_000);
        assertEquals(AT_ONCE, requests.arrive(FIRST_AT + 600_000_000));
    }
}
