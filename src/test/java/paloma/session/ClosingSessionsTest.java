package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClosingSessionsTest {
    private static final int ALL = Integer.MAX_VALUE;

    private final PeerSession a = SessionFixtures.session();
    private final PeerSession b = SessionFixtures.session();
    private final PeerSession c = SessionFixtures.session();

    @Test
    void closingSessionsAreDrainedOnce() {
        ClosingSessions closing = new ClosingSessions();
        closing.drain(ALL, session -> {
            throw new AssertionError("there is none");
        });
        closing.add(a);
        closing.add(b);
        closing.add(c);
        Set<PeerSession> passed = new HashSet<>();
        closing.drain(ALL, session -> assertTrue(passed.add(session)));
        assertEquals(Set.of(a, b, c), passed);
        closing.drain(ALL, passed::add);
        assertEquals(3, passed.size());
    }

    @Test
    void sessionAddedDuringADrainIsPassedByTheNext() {
        ClosingSessions closing = new ClosingSessions();
        closing.add(a);
        List<PeerSession> passed = new ArrayList<>();
        closing.drain(ALL, session -> {
            passed.add(session);
            closing.add(b);
        });
        assertEquals(List.of(a), passed);
        closing.drain(ALL, passed::add);
        assertEquals(List.of(a, b), passed);
    }

    @Test
    void boundedDrainsPassEachSessionOnce() {
        ClosingSessions closing = new ClosingSessions();
        closing.add(a);
        closing.add(b);
        List<PeerSession> passed = new ArrayList<>();
        closing.drain(1, passed::add);
        assertEquals(List.of(b), passed);
        assertFalse(closing.isEmpty());
        closing.add(c);
        closing.drain(5, passed::add);
        assertEquals(List.of(b, a), passed);
        assertFalse(closing.isEmpty());
        closing.drain(5, passed::add);
        assertEquals(List.of(b, a, c), passed);
        assertTrue(closing.isEmpty());
    }

    @Test
    void noCloseIsLostBetweenThreads() throws InterruptedException {
        ClosingSessions closing = new ClosingSessions();
        Set<PeerSession> passed = new HashSet<>();
        Thread[] threads = new Thread[3];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    closing.add(SessionFixtures.session());
                }
            });
            threads[t].start();
        }
        while (passed.size() < 60_000) {
            closing.drain(ALL, session -> assertTrue(passed.add(session)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
