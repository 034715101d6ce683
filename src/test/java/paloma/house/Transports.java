package paloma.house;

import org.junit.jupiter.api.Assumptions;
import paloma.TransportChoice;
import paloma.linux.SocketCalls;

/** The transports of a parameterised test. */
public final class Transports {
    private static final int MIN_JDK = 22;

    private Transports() {}

    /** Skips a test of {@link TransportChoice#BATCH} before JDK 22; on a newer one it must be able to work. */
    public static void require(TransportChoice transport) {
        if (transport == TransportChoice.BATCH) {
            Assumptions.assumeTrue(Runtime.version().feature() >= MIN_JDK, "the batch transport needs JDK 22 or newer");
            Needs.that(SocketCalls.refusal().isEmpty(), "recvmmsg and sendmmsg");
        }
    }
}
