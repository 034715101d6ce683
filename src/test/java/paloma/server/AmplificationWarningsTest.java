package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import paloma.AddressText;
import paloma.Limits;
import paloma.ServerListener;
import paloma.UnsentReason;

/** Refusals by the amplification limit are reported once a minute at most. */
class AmplificationWarningsTest {
    private final List<String> reports = new ArrayList<>();
    private final ServerListener listener = new ServerListener() {
        @Override
        public void onAnswersRefused(long sessions, InetSocketAddress latest) {
            reports.add(report(sessions, latest));
        }
    };
    private final HandServer server = new HandServer(
            HandServer.options().withLimits(Limits.builder().amplification(3).build()),
            (session, message) -> session.send("x".repeat(1_000)));
    private final AmplificationWarnings limited = server.shard.amplificationWarnings();

    private void checkFor(int seconds) {
        for (int i = 0; i < seconds; i++) {
            limited.check(listener);
        }
    }

    private static String report(long sessions, InetSocketAddress latest) {
        return sessions + " sessions, the latest " + AddressText.of(latest);
    }

    @Test
    void firstRefusalIsReported() {
        checkFor(1);
        assertEquals(List.of(), reports);
        server.message(1, "hi", 0);
        checkFor(1);
        assertEquals(List.of(report(1, HandServer.peer(1))), reports);
    }

    @Test
    void refusalsOfTheNextMinuteAreReportedTogether() {
        server.message(1, "hi", 0);
        checkFor(1);
        server.message(2, "hi", 0);
        server.message(3, "hi", 0);
        checkFor(59);
        assertEquals(1, reports.size());
        checkFor(1);
        assertEquals(2, reports.size());
        assertEquals(report(2, HandServer.peer(3)), reports.get(1));
        checkFor(120);
        assertEquals(2, reports.size());
    }

    @Test
    void sessionIsReportedOnce() {
        server.message(1, "hi", 0);
        checkFor(1);
        server.shard
                .commands()
                .sessions()
                .thenAccept(sessions -> sessions.get(0).send("x".repeat(2_000)));
        server.settle();
        assertEquals(2, server.counters().unsent().get(UnsentReason.AMPLIFICATION));
        checkFor(120);
        assertEquals(1, reports.size());
    }

    @Test
    void unreportedRefusalsAreReportedAtTheEnd() {
        server.message(1, "hi", 0);
        checkFor(1);
        server.message(2, "hi", 0);
        limited.flush(listener);
        limited.flush(listener);
        assertEquals(2, reports.size());
    }
}
