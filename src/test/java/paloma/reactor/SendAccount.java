package paloma.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The account of the sends of one endpoint. */
final class SendAccount {
    private SendAccount() {}

    /** No send is undecided, and each was sent or refused, or waits. */
    static void assertBalanced(Endpoint endpoint) {
        SendCounters sends = endpoint.sends();
        long unsent = sends.unsentByReason().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        assertEquals(0, sends.sending());
        assertEquals(sends.sends(), sends.sentTotal() + unsent + endpoint.queued());
    }
}
