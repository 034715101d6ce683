package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import paloma.AddressText;
import paloma.Limits;
import paloma.UnsentReason;

/** Refusals by the amplification limit are logged in one line a minute at most. */
class AmplificationWarningsTest {
    private final List<String> warnings = new ArrayList<>();
    private final HandServer server = new HandServer(
            HandServer.options().withLimits(Limits.builder().amplification(3).build()),
            (session, message) -> session.send("x".repeat(1_000)));
    private final AmplificationWarnings limited = server.shard.amplificationWarnings();

    private void checkFor(int seconds) {
        for (int i = 0; i < seconds; i++) {
            limited.check(warnings::add);
        }
    }

    private static String warning(int peers, int latest) {
        return "peers that were refused an answer because they have not returned: " + peers + ", the latest "
                + AddressText.of(HandServer.peer(latest));
    }

    @Test
    void firstRefusalIsLoggedWithItsRemedy() {
        checkFor(1);
        assertEquals(List.of(), warnings);
        server.message(1, "hi", 0);
        checkFor(1);
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).startsWith(warning(1, 1)), warnings.get(0));
        assertTrue(warnings.get(0).contains("Limits.amplification"), warnings.get(0));
        assertTrue(warnings.get(0).contains("Session.push"), warnings.get(0));
    }

    @Test
    void refusalsOfTheNextMinuteAreLoggedTogether() {
        server.message(1, "hi", 0);
        checkFor(1);
        server.message(2, "hi", 0);
        server.message(3, "hi", 0);
        checkFor(59);
        assertEquals(1, warnings.size());
        checkFor(1);
        assertEquals(2, warnings.size());
        assertTrue(warnings.get(1).startsWith(warning(2, 3)), warnings.get(1));
        checkFor(120);
        assertEquals(2, warnings.size());
    }

    @Test
    void sessionIsLoggedOnce() {
        server.message(1, "hi", 0);
        checkFor(1);
        server.shard
                .commands()
                .sessions()
                .thenAccept(sessions -> sessions.get(0).send("x".repeat(2_000)));
        server.settle();
        assertEquals(2, server.counters().unsent().get(UnsentReason.AMPLIFICATION));
        checkFor(120);
        assertEquals(1, warnings.size());
    }

    @Test
    void unloggedRefusalsAreLoggedAtTheEnd() {
        server.message(1, "hi", 0);
        checkFor(1);
        server.message(2, "hi", 0);
        limited.flush(warnings::add);
        limited.flush(warnings::add);
        assertEquals(2, warnings.size());
    }
}
