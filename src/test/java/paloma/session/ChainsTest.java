package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The two rows that link sessions through themselves: the ready ones, and those that close. */
class ChainsTest {
    private final PeerSession a = Sources.session();
    private final PeerSession b = Sources.session();
    private final PeerSession c = Sources.session();
    private final ReadyChain chain = new ReadyChain();

    private static List<PeerSession> all(ReadyChain chain) {
        List<PeerSession> all = new ArrayList<>();
        chain.forEach(all::add);
        return all;
    }

    @Test
    void readySessionsAreTakenInTheOrderInWhichTheyWereAdded() {
        assertTrue(chain.isEmpty());
        assertNull(chain.take());
        chain.add(a);
        chain.add(b);
        assertFalse(chain.isEmpty());
        assertEquals(List.of(a, b), all(chain));
        assertSame(a, chain.take());
        chain.add(c);
        assertSame(b, chain.take());
        assertSame(c, chain.take());
        assertTrue(chain.isEmpty());
    }

    @Test
    void aSessionThatWasTakenMayBeAddedAgain() {
        chain.add(a);
        chain.add(b);
        chain.add(chain.take());
        assertEquals(List.of(b, a), all(chain));
        chain.take();
        chain.add(chain.take());
        assertEquals(List.of(a), all(chain));
    }

    @Test
    void aWholeRowIsAppendedAndTheOtherIsEmptyThen() {
        ReadyChain other = new ReadyChain();
        chain.addAll(other);
        assertTrue(chain.isEmpty());
        other.add(a);
        other.add(b);
        chain.addAll(other);
        assertTrue(other.isEmpty());
        assertNull(other.take());
        other.add(c);
        chain.addAll(other);
        assertEquals(List.of(a, b, c), all(chain));
        other.add(Sources.session());
        assertEquals(3, all(chain).size());
    }

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
