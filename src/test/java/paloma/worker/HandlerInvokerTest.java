package paloma.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import paloma.CloseReason;
import paloma.FailReason;
import paloma.Handler;
import paloma.Session;
import paloma.session.Mailbox;
import paloma.session.PeerSession;
import paloma.session.SessionCounters;
import paloma.session.SessionFixtures;

class HandlerInvokerTest {
    private final List<String> told = new ArrayList<>();
    private final SessionCounters ledger = new SessionCounters(1);
    private final PeerSession session = SessionFixtures.session();
    private final HandlerInvoker delivery = new HandlerInvoker(new Telling(), ledger.worker(0));

    /** Writes down what it is told; a message may make it throw or close. */
    private final class Telling implements Handler {
        @Override
        public void onOpen(Session opened) {
            told.add("open");
        }

        @Override
        public void onMessage(Session with, ByteBuffer message) throws Exception {
            String text = new String(message.array());
            told.add(text);
            switch (text) {
                case "throw" -> throw new Exception("checked");
                case "error" -> throw new AssertionError("error");
                case "close" -> with.close();
                default -> assertEquals(1, ledger.running());
            }
        }

        @Override
        public void onClose(Session closed, CloseReason reason) {
            told.add("close " + reason);
            if (reason == CloseReason.EVICTED) {
                throw new IllegalStateException("onClose");
            }
        }

        @Override
        public void onError(Session with, Throwable error) {
            told.add("error " + error.getMessage());
            throw new IllegalStateException("onError");
        }
    }

    private void offer(String... messages) {
        for (String message : messages) {
            session.offer(message.getBytes(), session.remoteAddress(), Mailbox.MAX_CAPACITY);
        }
    }

    private List<String> takeTold() {
        List<String> taken = List.copyOf(told);
        told.clear();
        return taken;
    }

    private long failed(FailReason reason) {
        return ledger.failed().get(reason);
    }

    @Test
    void onOpenIsCalledFirstAndOnce() {
        offer("one", "two");
        assertFalse(delivery.run(session));
        assertEquals(List.of("open", "one", "two"), takeTold());
        offer("three");
        assertFalse(delivery.run(session));
        assertEquals(List.of("three"), takeTold());
        assertEquals(3, ledger.handled());
        assertEquals(0, ledger.running());
        assertFalse(session.isScheduled());
    }

    @Test
    void sessionIsRequeuedAfterItsConsecutiveMessages() {
        for (int i = 0; i < HandlerInvoker.MAX_CONSECUTIVE_MESSAGES + 1; i++) {
            offer("" + i);
        }
        assertTrue(delivery.run(session));
        assertEquals(HandlerInvoker.MAX_CONSECUTIVE_MESSAGES, ledger.handled());
        assertTrue(session.isScheduled());
        assertFalse(delivery.run(session));
        assertEquals(HandlerInvoker.MAX_CONSECUTIVE_MESSAGES + 1, ledger.handled());
    }

    @Test
    void exactlyTheConsecutiveMessagesLeaveNothing() {
        for (int i = 0; i < HandlerInvoker.MAX_CONSECUTIVE_MESSAGES; i++) {
            offer("" + i);
        }
        assertFalse(delivery.run(session));
        assertFalse(session.isScheduled());
    }

    @Test
    void exceptionCostsOneCallAndIsPassedToOnError() {
        offer("throw", "one", "error", "two");
        assertFalse(delivery.run(session));
        assertEquals(List.of("open", "throw", "error checked", "one", "error", "error error", "two"), takeTold());
        assertEquals(2, ledger.handled());
        assertEquals(2, failed(FailReason.HANDLER_THREW));
        assertEquals(0, ledger.running());
    }

    @Test
    void selfClosedSessionGetsOnCloseAndItsWaitingMessagesFail() {
        offer("close", "behind", "behind too");
        assertFalse(delivery.run(session));
        assertEquals(List.of("open", "close", "close CLOSED"), takeTold());
        assertEquals(1, ledger.handled());
        assertEquals(2, failed(FailReason.CLOSED_BEFORE_HANDLED));
        assertEquals(3, ledger.taken());
        assertTrue(session.isEnded());
        assertEquals(-1, ledger.ending());
    }

    @Test
    void onCloseIsCalledOnce() {
        offer("one");
        delivery.run(session);
        session.requestClose(CloseReason.IDLE);
        assertTrue(session.scheduleEnd());
        assertFalse(delivery.run(session));
        assertFalse(delivery.run(session));
        assertEquals(List.of("open", "one", "close IDLE"), takeTold());
        assertEquals(-1, ledger.ending());
    }

    @Test
    void stoppingSessionHandlesWaitingMessagesBeforeOnClose() {
        offer("one", "two");
        session.requestClose(CloseReason.STOPPING);
        assertFalse(delivery.run(session));
        assertEquals(List.of("open", "one", "two", "close STOPPING"), takeTold());
        assertEquals(2, ledger.handled());
    }

    @ParameterizedTest
    @EnumSource(
            value = CloseReason.class,
            names = {"CLOSED", "IDLE", "EVICTED"})
    void closeBeforeOnOpenFailsWaitingMessagesWithoutOnClose(CloseReason reason) {
        offer("one", "two");
        session.requestClose(reason);
        assertFalse(delivery.run(session));
        assertEquals(List.of(), takeTold());
        assertEquals(2, failed(FailReason.CLOSED_BEFORE_HANDLED));
        assertTrue(session.isEnded());
        assertEquals(-1, ledger.ending());
    }

    @Test
    void sessionEndsWhenOnCloseThrows() {
        offer("one");
        delivery.run(session);
        takeTold();
        session.requestClose(CloseReason.EVICTED);
        session.scheduleEnd();
        assertFalse(delivery.run(session));
        assertEquals(List.of("close EVICTED", "error onClose"), takeTold());
        assertTrue(session.isEnded());
    }

    @Test
    void closeBetweenTwoMessagesDiscardsTheSecond() {
        offer("one", "two");
        delivery.begin(session);
        assertTrue(delivery.next());
        delivery.call();
        assertTrue(delivery.next());
        session.requestClose(CloseReason.EVICTED);
        delivery.call();
        assertTrue(delivery.next());
        delivery.call();
        assertFalse(delivery.next());
        assertFalse(delivery.finish());
        assertEquals(List.of("open", "one", "close EVICTED", "error onClose"), takeTold());
        assertEquals(1, failed(FailReason.CLOSED_BEFORE_HANDLED));
    }

    @Test
    void closeAfterTheLastStepKeepsTheSessionWithItsWorker() {
        offer("one");
        delivery.begin(session);
        while (delivery.next()) {
            delivery.call();
        }
        session.requestClose(CloseReason.IDLE);
        assertFalse(session.scheduleEnd());
        assertTrue(delivery.finish());
        assertFalse(delivery.run(session));
        assertEquals(List.of("open", "one", "close IDLE"), takeTold());
    }

    @Test
    void abandonedMessagesAreNotHandled() {
        offer("one", "two");
        delivery.begin(session);
        delivery.next();
        delivery.call();
        delivery.next();
        assertEquals(1, session.abandon());
        delivery.call();
        assertFalse(delivery.next());
        assertFalse(delivery.finish());
        assertEquals(List.of("open", "one"), takeTold());
    }

    @Test
    void invokerRunsManySessions() {
        PeerSession other = SessionFixtures.session();
        offer("one");
        other.offer("other".getBytes(), other.remoteAddress(), 1);
        delivery.run(session);
        delivery.run(other);
        assertEquals(List.of("open", "one", "open", "other"), takeTold());
    }
}
