package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClosingListTest {
    private final PeerSession a = Sources.session();
    private final PeerSession b = Sources.session();
    private final PeerSession c = Sources.session();

    @Test
    void sessionsThatCloseArePassedOnceAndTheListIsEmptyThen() {
        ClosingList closing = new ClosingList();
        closing.drain(session -> {
            throw new AssertionError("there is none");
        });
        closing.add(a);
        closing.add(b);
        closing.add(c);
        Set<PeerSession> passed = new HashSet<>();
        closing.drain(session -> assertTrue(passed.add(session)));
        assertEquals(Set.of(a, b, c), passed);
        closing.drain(passed::add);
        assertEquals(3, passed.size());
    }

    @Test
    void aSessionThatClosesWhileTheListIsDrainedIsPassedByTheNextDrain() {
        ClosingList closing = new ClosingList();
        closing.add(a);
        List<PeerSession> passed = new ArrayList<>();
        closing.drain(session -> {
            passed.add(session);
            closing.add(b);
        });
        assertEquals(List.of(a), passed);
        closing.drain(passed::add);
        assertEquals(List.of(a, b), passed);
    }

    @Test
    void noCloseIsLostBetweenThreads() throws InterruptedException {
        ClosingList closing = new ClosingList();
        Set<PeerSession> passed = new HashSet<>();
        Thread[] threads = new Thread[3];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    closing.add(Sources.session());
                }
            });
            threads[t].start();
        }
        while (passed.size() < 60_000) {
            closing.drain(session -> assertTrue(passed.add(session)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
