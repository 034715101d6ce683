package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import paloma.net.Source;
import paloma.net.SourceFixtures;

/** Each accepted message of a session adds 1 to the number that depends on all reads. */
class CachePrefetchTest {
    private static final int THRESHOLD = 100;

    private final AddressHash hashing = new AddressHash(1, 2);
    private final LinearHashTable table = new LinearHashTable(hashing);
    private final CachePrefetch prefetch = new CachePrefetch(hashing, table, THRESHOLD);

    /** Adds the sessions of the first {@code n} numbers. */
    private List<PeerSession> add(int n) {
        List<PeerSession> sessions = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            PeerSession session = SessionFixtures.session(SessionFixtures.numbered(i), SessionFixtures.OUTPUT);
            table.add(session);
            sessions.add(session);
        }
        return sessions;
    }

    private int prefetch(int n, InetSocketAddress... addresses) {
        prefetch.prefetch(Stream.of(addresses).map(SourceFixtures::packed).toArray(Source[]::new), n);
        int packed = prefetch.blackhole();
        prefetch.prefetch(Stream.of(addresses).map(SourceFixtures::of).toArray(Source[]::new), n);
        assertEquals(packed, prefetch.blackhole());
        return packed;
    }

    @Test
    void sessionIsPrefetchedAnywhereInItsBucket() {
        for (PeerSession session : add(1_000)) {
            int before = prefetch(1, session.keyAddress());
            session.onAccepted();
            assertEquals(before + 1, prefetch(1, session.keyAddress()), session::toString);
        }
    }

    @Test
    void onlyTheGivenNumberOfSourcesIsPrefetched() {
        List<PeerSession> sessions = add(THRESHOLD);
        InetSocketAddress[] sources =
                sessions.stream().map(PeerSession::keyAddress).toArray(InetSocketAddress[]::new);
        int before = prefetch(60, sources);
        sessions.forEach(PeerSession::onAccepted);
        assertEquals(before + 60, prefetch(60, sources));
    }

    @Test
    void nothingIsPrefetchedForUnknownSources() {
        InetSocketAddress unknown = SessionFixtures.numbered(5_000);
        List<PeerSession> sessions = add(THRESHOLD);
        int before = prefetch(1, unknown);
        sessions.forEach(PeerSession::onAccepted);
        assertEquals(before, prefetch(1, unknown));
    }

    @Test
    void nothingIsPrefetchedBelowTheThreshold() {
        List<PeerSession> sessions = add(THRESHOLD - 1);
        sessions.forEach(PeerSession::onAccepted);
        assertEquals(0, prefetch(1, sessions.get(0).keyAddress()));
        add(1);
        assertNotEquals(0, prefetch(1, sessions.get(0).keyAddress()));
    }
}
