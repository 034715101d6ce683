package paloma.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import paloma.net.PackedAddress;

class AddressValidationTest {
    private final AddressValidation validation = SessionFixtures.session();

    @Test
    void peerIsValidatedByADatagramAfterASend() {
        validation.onReceived(10, 3);
        validation.onReceived(10, 3);
        assertFalse(validation.isValidated());
        validation.onSending();
        assertFalse(validation.isValidated());
        validation.onReceived(0, 3);
        assertTrue(validation.isValidated());
    }

    @Test
    void refusedSendDoesNotValidate() {
        validation.onSending();
        validation.onNotSent();
        validation.onReceived(10, 3);
        assertFalse(validation.isValidated());
    }

    @Test
    void refusedSendDoesNotRevertAnEarlierSend() {
        validation.onSending();
        validation.onSent();
        validation.onNotSent();
        validation.onReceived(10, 3);
        assertTrue(validation.isValidated());
    }

    @Test
    void receivedBytesCreditAndSentBytesCharge() {
        assertFalse(validation.charge(0));
        // 100 bytes and 28 of headers, three times.
        validation.onReceived(100, 3);
        assertFalse(validation.charge(384 - 28 + 1));
        assertTrue(validation.charge(384 - 28));
        assertFalse(validation.charge(0));
    }

    @Test
    void creditDoesNotOverflow() {
        for (int i = 0; i < 100; i++) {
            validation.onReceived(65_507, 1_000);
        }
        for (int i = 0; i < 16_000; i++) {
            assertTrue(validation.charge(65_507), "at " + i);
        }
    }

    @Test
    void validatedPeerNeedsNoCredit() {
        validation.onSending();
        validation.onReceived(0, 0);
        assertTrue(validation.charge(65_507));
    }

    /** An IPv4 header is 20 bytes, an IPv6 header 40, a UDP header 8. */
    @Test
    void headersAreThoseOfThePath() {
        InetSocketAddress filedUnder = SessionFixtures.source("192.0.2.1", 5_000);
        for (String path : new String[] {"192.0.2.2", "2001:db8::1"}) {
            AddressValidation moved = new PeerSession(
                    PackedAddress.of(filedUnder),
                    SessionFixtures.source(path, 5_000),
                    SessionFixtures.OUTPUT,
                    new FirstMessageRing(1),
                    0);
            int headers = path.contains(":") ? 48 : 28;
            moved.onReceived(0, 10);
            assertFalse(moved.charge(9 * headers + 1));
            assertTrue(moved.charge(9 * headers));
        }
    }

    @Test
    void refundIsCreditAgain() {
        validation.onReceived(100, 1);
        assertTrue(validation.charge(100));
        validation.refund(100);
        assertFalse(validation.charge(101));
        assertTrue(validation.charge(100));
    }

    @Test
    void answersAfterTheFirstLeaveCreditForTheValidationRequest() {
        validation.onReceived(0, 4);
        assertTrue(validation.charge(0));
        validation.onSending();
        assertFalse(validation.charge(2 * 28 + 1 - 28));
        assertTrue(validation.charge(2 * 28 - 28));
        assertFalse(validation.charge(0));
        assertTrue(validation.reserveValidationRequest());
        validation.refund(0);
        assertTrue(validation.charge(0));
    }

    @Test
    void answersAfterAStagedOneLeaveCreditForTheValidationRequest() {
        validation.onReceived(0, 3);
        assertTrue(validation.charge(0));
        assertTrue(validation.onStaged());
        assertFalse(validation.onStaged());
        assertFalse(validation.charge(1));
        assertTrue(validation.charge(0));
        validation.onFlushed();
        assertFalse(validation.isStaged());
        assertTrue(validation.reserveValidationRequest());
    }

    @Test
    void validationIsRequestedOnceAndOfUnvalidatedPeersOnly() {
        assertFalse(validation.reserveValidationRequest());
        validation.onReceived(0, 2);
        assertTrue(validation.reserveValidationRequest());
        assertFalse(validation.reserveValidationRequest());
        assertTrue(validation.charge(0));
        assertFalse(validation.charge(0));
        AddressValidation validated = SessionFixtures.session();
        validated.onReceived(0, 2);
        validated.onSending();
        validated.onReceived(0, 2);
        assertFalse(validated.reserveValidationRequest());
    }

    @Test
    void cancelledValidationRequestIsRefundedAndMayBeRepeated() {
        validation.onReceived(0, 1);
        assertTrue(validation.reserveValidationRequest());
        validation.cancelValidationRequest();
        assertTrue(validation.reserveValidationRequest());
        assertFalse(validation.charge(0));
    }

    @Test
    void firstRefusalByTheLimitIsMarked() {
        assertTrue(validation.markLimited());
        assertFalse(validation.markLimited());
    }
}
