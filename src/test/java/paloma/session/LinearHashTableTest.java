package paloma.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinearHashTableTest {
    private final AddressHash hashing = new AddressHash(1, 2);
    private final LinearHashTable table = new LinearHashTable(hashing);

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

    @Test
    void sessionOfAKeyIsPrefetchedAnywhereInItsBucket() {
        for (PeerSession session : add(1_000)) {
            long[] keys = {session.key};
            int before = table.prefetch(keys, 1);
            session.onAccepted();
            assertEquals(before + 1, table.prefetch(keys, 1), () -> "of " + session.remoteAddress());
        }
    }

    @Test
    void onlyTheGivenNumberOfKeysIsPrefetched() {
        List<PeerSession> sessions = add(100);
        long[] keys = sessions.stream().mapToLong(session -> session.key).toArray();
        int before = table.prefetch(keys, 60);
        sessions.forEach(PeerSession::onAccepted);
        assertEquals(before + 60, table.prefetch(keys, 60));
    }

    @Test
    void nothingIsPrefetchedForUnknownKeys() {
        assertEquals(0, table.prefetch(new long[] {hashing.key(SessionFixtures.numbered(1))}, 1));
        List<PeerSession> sessions = add(100);
        long[] unknown = {hashing.key(SessionFixtures.numbered(5_000))};
        int before = table.prefetch(unknown, 1);
        sessions.forEach(PeerSession::onAccepted);
        assertEquals(before, table.prefetch(unknown, 1));
    }
}
