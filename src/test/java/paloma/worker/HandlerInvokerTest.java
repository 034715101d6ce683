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
import paloma.Counter;
import paloma.FailReason;
import paloma.Handler;
import paloma.ServerListener;
import paloma.Session;
import paloma.session.Mailbox;
import paloma.session.PeerSession;
import paloma.session.SessionCounters;
import paloma.session.SessionFixtures;

class HandlerInvokerTest {
    private final List<String> calls = new ArrayList<>();
    private final SessionCounters counters = new SessionCounters(1);
    private final PeerSession session = SessionFixtures.session();
    private final RecordingHandler recording = new RecordingHandler();
    private final HandlerInvoker invoker = new HandlerInvoker(recording, recording, counters.worker(0));

    /** Records its calls; a message may make it throw or close. */
    private final class RecordingHandler implements Handler, ServerListener {
        @Override
        public void onOpen(Session opened) {
            calls.add("open");
        }

        @Override
        public void onMessage(Session with, ByteBuffer message) throws Exception {
            String text = new String(message.array());
            calls.add(text);
            switch (text) {
                case "throw" -> throw new Exception("checked");
                case "error" -> throw new AssertionError("error");
                case "close" -> with.close();
                default -> assertEquals(1, counters.running());
            }
        }

        @Override
        public void onClose(Session closed, CloseReason reason) {
            calls.add("close " + reason);
            if (reason == CloseReason.EVICTED) {
                throw new IllegalStateException("onClose");
            }
        }

        @Override
        public void onHandlerError(Session with, Throwable error) {
            calls.add("error " + error.getMessage());
            throw new IllegalStateException("onHandlerError");
        }
    }

    private void offer(String... messages) {
        for (String message : messages) {
            session.offer(message.getBytes(), session.remoteAddress(), Mailbox.MAX_CAPACITY);
        }
    }

    private List<String> takeCalls() {
        List<String> copy = List.copyOf(calls);
        calls.clear();
        return copy;
    }

    private long failed(FailReason reason) {
        return counters.failed().get(reason);
    }

    @Test
    void onOpenIsCalledFirstAndOnce() {
        offer("one", "two");
        assertFalse(invoker.run(session, false));
        assertEquals(List.of("open", "one", "two"), takeCalls());
        offer("three");
        assertFalse(invoker.run(session, false));
        assertEquals(List.of("three"), takeCalls());
        assertEquals(3, counters.get(Counter.HANDLED));
        assertEquals(0, counters.running());
        assertFalse(session.isScheduled());
    }

    @Test
    void sessionIsRequeuedAfterItsConsecutiveMessages() {
        for (int i = 0; i < HandlerInvoker.MAX_CONSECUTIVE_MESSAGES + 1; i++) {
            offer("" + i);
        }
        assertTrue(invoker.run(session, false));
        assertEquals(HandlerInvoker.MAX_CONSECUTIVE_MESSAGES, counters.get(Counter.HANDLED));
        assertTrue(session.isScheduled());
        assertFalse(invoker.run(session, false));
        assertEquals(HandlerInvoker.MAX_CONSECUTIVE_MESSAGES + 1, counters.get(Counter.HANDLED));
    }

    @Test
    void exactlyTheConsecutiveMessagesLeaveNothing() {
        for (int i = 0; i < HandlerInvoker.MAX_CONSECUTIVE_MESSAGES; i++) {
            offer("" + i);
        }
        assertFalse(invoker.run(session, false));
        assertFalse(session.isScheduled());
    }

    @Test
    void exceptionCostsOneCallAndIsPassedToOnError() {
        offer("throw", "one", "error", "two");
        assertFalse(invoker.run(session, false));
        assertEquals(List.of("open", "throw", "error checked", "one", "error", "error error", "two"), takeCalls());
        assertEquals(2, counters.get(Counter.HANDLED));
        assertEquals(2, failed(FailReason.HANDLER_THREW));
        assertEquals(0, counters.running());
    }

    @Test
    void withoutMemoryForABatchEachAnswerLeavesAtOnce() {
        int[] begun = new int[1];
        PeerSession.AnswerBatch batch = new PeerSession.AnswerBatch() {
            @Override
            public void begin(boolean moreReady) {
                begun[0]++;
                throw new OutOfMemoryError("of a test");
            }

            @Override
            public void end() {
                throw new IllegalStateException("did not begin");
            }

            @Override
            public void flush() {
                throw new IllegalStateException("did not begin");
            }
        };
        PeerSession answered = SessionFixtures.session(new SessionFixtures.AcceptingOutput() {
            @Override
            public PeerSession.AnswerBatch newAnswerBatch() {
                return batch;
            }
        });
        answered.offer("one".getBytes(), answered.remoteAddress(), Mailbox.MAX_CAPACITY);
        assertFalse(invoker.run(answered, true));
        invoker.flush();
        assertEquals(List.of("open", "one"), takeCalls());
        assertEquals(1, counters.get(Counter.HANDLED));
        assertEquals(1, begun[0]);
    }

    @Test
    void selfClosedSessionGetsOnCloseAndItsWaitingMessagesFail() {
        offer("close", "behind", "behind too");
        assertFalse(invoker.run(session, false));
        assertEquals(List.of("open", "close", "close CLOSED"), takeCalls());
        assertEquals(1, counters.get(Counter.HANDLED));
        assertEquals(2, failed(FailReason.CLOSED_BEFORE_HANDLED));
        assertEquals(3, counters.taken());
        assertTrue(session.isEnded());
        assertEquals(-1, counters.ending());
    }

    @Test
    void onCloseIsCalledOnce() {
        offer("one");
        invoker.run(session, false);
        session.requestClose(CloseReason.IDLE);
        assertTrue(session.scheduleEnd());
        assertFalse(invoker.run(session, false));
        assertFalse(invoker.run(session, false));
        assertEquals(List.of("open", "one", "close IDLE"), takeCalls());
        assertEquals(-1, counters.ending());
    }

    @Test
    void stoppingSessionHandlesWaitingMessagesBeforeOnClose() {
        offer("one", "two");
        session.requestClose(CloseReason.STOPPING);
        assertFalse(invoker.run(session, false));
        assertEquals(List.of("open", "one", "two", "close STOPPING"), takeCalls());
        assertEquals(2, counters.get(Counter.HANDLED));
    }

    @ParameterizedTest
    @EnumSource(
            value = CloseReason.class,
            names = {"CLOSED", "IDLE", "EVICTED"})
    void closeBeforeOnOpenFailsWaitingMessagesWithoutOnClose(CloseReason reason) {
        offer("one", "two");
        session.requestClose(reason);
        assertFalse(invoker.run(session, false));
        assertEquals(List.of(), takeCalls());
        assertEquals(2, failed(FailReason.CLOSED_BEFORE_HANDLED));
        assertTrue(session.isEnded());
        assertEquals(-1, counters.ending());
    }

    @Test
    void sessionEndsWhenOnCloseThrows() {
        offer("one");
        invoker.run(session, false);
        takeCalls();
        session.requestClose(CloseReason.EVICTED);
        session.scheduleEnd();
        assertFalse(invoker.run(session, false));
        assertEquals(List.of("close EVICTED", "error onClose"), takeCalls());
        assertTrue(session.isEnded());
    }

    @Test
    void closeBetweenTwoMessagesDiscardsTheSecond() {
        offer("one", "two");
        invoker.begin(session, false);
        assertTrue(invoker.next());
        invoker.call();
        assertTrue(invoker.next());
        session.requestClose(CloseReason.EVICTED);
        invoker.call();
        assertTrue(invoker.next());
        invoker.call();
        assertFalse(invoker.next());
        assertFalse(invoker.finish());
        assertEquals(List.of("open", "one", "close EVICTED", "error onClose"), takeCalls());
        assertEquals(1, failed(FailReason.CLOSED_BEFORE_HANDLED));
    }

    @Test
    void closeAfterTheLastStepKeepsTheSessionWithItsWorker() {
        offer("one");
        invoker.begin(session, false);
        while (invoker.next()) {
            invoker.call();
        }
        session.requestClose(CloseReason.IDLE);
        assertFalse(session.scheduleEnd());
        assertTrue(invoker.finish());
        assertFalse(invoker.run(session, false));
        assertEquals(List.of("open", "one", "close IDLE"), takeCalls());
    }

    @Test
    void abandonedMessagesAreNotHandled() {
        offer("one", "two");
        invoker.begin(session, false);
        invoker.next();
        invoker.call();
        invoker.next();
        assertEquals(1, session.abandon());
        invoker.call();
        assertFalse(invoker.next());
        assertFalse(invoker.finish());
        assertEquals(List.of("open", "one"), takeCalls());
    }

    @Test
    void invokerRunsManySessions() {
        PeerSession other = SessionFixtures.session();
        offer("one");
        other.offer("other".getBytes(), other.remoteAddress(), 1);
        invoker.run(session, false);
        invoker.run(other, false);
        assertEquals(List.of("open", "one", "open", "other"), takeCalls());
    }
}
