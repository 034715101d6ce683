package paloma.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.CloseReason;
import paloma.session.Mailbox.OfferResult;

class MailboxTest {
    private final FirstMessageRing firstMessages = new FirstMessageRing(2);
    private final Mailbox mailbox = new Mailbox(firstMessages);

    private OfferResult offer(int message) {
        return mailbox.offer(new byte[] {(byte) message}, null, 3);
    }

    private void assertTakes(int message) {
        assertArrayEquals(new byte[] {(byte) message}, mailbox.take());
    }

    @Test
    void firstMessageMakesTheSessionReadyAndLaterOnesWait() {
        assertFalse(mailbox.isScheduled());
        assertEquals(OfferResult.READY, offer(1));
        assertTrue(mailbox.isScheduled());
        assertEquals(OfferResult.WAITING, offer(2));
        assertEquals(2, mailbox.waiting());
    }

    @Test
    void messagesAreTakenInOrder() {
        offer(1);
        offer(2);
        assertTakes(1);
        offer(3);
        assertTakes(2);
        assertTakes(3);
        assertNull(mailbox.take());
        offer(4);
        assertTakes(4);
        assertEquals(0, mailbox.waiting());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64, Mailbox.MAX_CAPACITY})
    void messagesUpToTheCapacityWait(int capacity) {
        byte[] message = {1};
        for (int i = 0; i < capacity; i++) {
            assertEquals(i == 0 ? OfferResult.READY : OfferResult.WAITING, mailbox.offer(message, null, capacity));
        }
        assertEquals(OfferResult.FULL, mailbox.offer(message, null, capacity));
        assertEquals(capacity, mailbox.waiting());
        assertTrue(mailbox.isScheduled());
        mailbox.take();
        assertEquals(OfferResult.WAITING, mailbox.offer(message, null, capacity));
        assertEquals(OfferResult.FULL, mailbox.offer(message, null, capacity));
        for (int i = 0; i < capacity; i++) {
            assertNotNull(mailbox.take());
        }
        assertNull(mailbox.take());
        assertTrue(mailbox.isOpen());
        assertFalse(mailbox.isEnded());
    }

    @Test
    void sessionIsReleasedOnlyWhenNothingWaits() {
        offer(1);
        assertFalse(mailbox.release());
        assertTakes(1);
        assertTrue(mailbox.isScheduled());
        assertTrue(mailbox.release());
        assertFalse(mailbox.isScheduled());
        assertEquals(OfferResult.READY, offer(2));
    }

    @Test
    void messageBeforeTheReleaseKeepsTheSessionWithItsWorker() {
        offer(1);
        assertTakes(1);
        assertEquals(OfferResult.WAITING, offer(2));
        assertFalse(mailbox.release());
        assertTakes(2);
        assertTrue(mailbox.release());
    }

    @Test
    void openingIsDueOnce() {
        assertTrue(mailbox.takeOpening());
        assertFalse(mailbox.takeOpening());
        offer(1);
        assertFalse(mailbox.takeOpening());
    }

    @Test
    void openingAndCloseNeedNoRoomInAFullMailbox() {
        for (int i = 0; i < 3; i++) {
            offer(i);
        }
        assertTrue(mailbox.requestClose(CloseReason.STOPPING));
        assertTrue(mailbox.takeOpening());
        assertEquals(3, mailbox.waiting());
    }

    @ParameterizedTest
    @EnumSource(CloseReason.class)
    void firstCloseReasonWins(CloseReason reason) {
        assertNull(mailbox.closeReason());
        assertTrue(mailbox.requestClose(reason));
        for (CloseReason later : CloseReason.values()) {
            assertFalse(mailbox.requestClose(later));
        }
        assertEquals(reason, mailbox.closeReason());
        assertFalse(mailbox.isOpen());
        assertFalse(mailbox.isEnded());
        mailbox.end();
        assertTrue(mailbox.isEnded());
        assertEquals(reason, mailbox.closeReason());
    }

    @Test
    void closingSessionRefusesMessagesAndKeepsWaitingOnes() {
        offer(1);
        mailbox.requestClose(CloseReason.STOPPING);
        assertEquals(OfferResult.CLOSING, offer(2));
        assertEquals(1, mailbox.waiting());
        assertTakes(1);
    }

    @Test
    void closingSessionIsNotReleasedBeforeItsEnd() {
        offer(1);
        assertTakes(1);
        mailbox.requestClose(CloseReason.CLOSED);
        assertFalse(mailbox.release());
        mailbox.end();
        assertTrue(mailbox.release());
        assertTrue(mailbox.isScheduled());
    }

    @Test
    void endIsScheduledOnce() {
        mailbox.requestClose(CloseReason.IDLE);
        assertTrue(mailbox.scheduleEnd());
        assertFalse(mailbox.scheduleEnd());
    }

    @Test
    void endOfAScheduledSessionIsLeftToItsWorker() {
        offer(1);
        mailbox.requestClose(CloseReason.CLOSED);
        assertFalse(mailbox.scheduleEnd());
    }

    @Test
    void endedSessionIsNeverScheduledAgain() {
        mailbox.requestClose(CloseReason.IDLE);
        mailbox.scheduleEnd();
        mailbox.end();
        assertTrue(mailbox.release());
        assertFalse(mailbox.scheduleEnd());
        assertEquals(OfferResult.CLOSING, offer(1));
    }

    @Test
    void abandonedMessagesAreCountedOnceAndGone() {
        offer(1);
        offer(2);
        assertEquals(2, mailbox.abandon());
        assertEquals(0, mailbox.abandon());
        assertNull(mailbox.take());
        assertTrue(mailbox.isScheduled());
        assertTrue(mailbox.release());
    }

    @Test
    void abandoningKeepsTheStateOfTheSession() {
        offer(1);
        mailbox.requestClose(CloseReason.STOPPING);
        mailbox.abandon();
        assertTrue(mailbox.takeOpening());
        assertEquals(CloseReason.STOPPING, mailbox.closeReason());
        assertFalse(mailbox.release());
    }

    @Test
    void abandonedMailboxTakesMessagesInOrderAgain() {
        offer(1);
        offer(2);
        mailbox.abandon();
        mailbox.release();
        assertEquals(OfferResult.READY, offer(3));
        offer(4);
        assertTakes(3);
        assertTakes(4);
        assertNull(mailbox.take());
    }

    @Test
    void messageWithoutARingSlotWaitsInTheMailbox() {
        Mailbox other = new Mailbox(firstMessages);
        for (int i = 0; i < 2; i++) {
            firstMessages.put(new byte[] {9}, null);
        }
        offer(1);
        offer(2);
        other.offer(new byte[] {7}, null, 1);
        assertTakes(1);
        assertTakes(2);
        assertArrayEquals(new byte[] {7}, other.take());
        offer(3);
        assertTakes(3);
        assertNull(mailbox.take());
    }

    @Test
    void messagesOfManyMailboxesDoNotMix() {
        Mailbox[] mailboxes = new Mailbox[5];
        for (int i = 0; i < 5; i++) {
            mailboxes[i] = new Mailbox(firstMessages);
            mailboxes[i].offer(new byte[] {(byte) i}, null, 3);
            mailboxes[i].offer(new byte[] {(byte) (10 + i)}, null, 3);
        }
        for (int i = 4; i >= 0; i--) {
            assertArrayEquals(new byte[] {(byte) i}, mailboxes[i].take());
            assertArrayEquals(new byte[] {(byte) (10 + i)}, mailboxes[i].take());
            assertNull(mailboxes[i].take());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void emptyMailboxReferencesNoMessage(boolean freeSlots) {
        for (int i = 0; i < 2 && !freeSlots; i++) {
            firstMessages.put(new byte[1], null);
        }
        List<WeakReference<byte[]>> offered = new ArrayList<>();
        // The first of each three waits in the ring or in the mailbox, the others in the chain.
        for (int i = 0; i < 9; i++) {
            offered.add(new WeakReference<>(new byte[100]));
            mailbox.offer(offered.get(i).get(), null, 3);
            if (i % 3 == 2) {
                mailbox.take();
                mailbox.take();
                mailbox.take();
            }
        }
        Awaitility.await().until(() -> {
            System.gc();
            return offered.stream().allMatch(message -> message.get() == null);
        });
        assertTrue(mailbox.isOpen());
    }
}
