package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paloma.jfr.Recorded;

/** Events of Flight Recorder in virtual time. */
class SessionEventsTest {
    private static final long SECOND = 1_000_000_000;

    @TempDir
    private Path folder;

    @Test
    void lifetimeIsTheTimeFromOpeningToClose() throws IOException {
        ServerOptions options = HandServer.options().withIdleTimeout(Duration.ofSeconds(30));
        List<RecordedEvent> events = Recorded.during(
                () -> {
                    HandServer server = new HandServer(options, (session, message) -> {});
                    server.message(1, "first", 100 * SECOND);
                    server.message(1, "last", 103 * SECOND);
                    server.settleAt(140 * SECOND);
                    server.close();
                },
                recording -> recording.disable("paloma.HandlerCall"),
                folder.resolve("test.jfr"));
        assertEquals(
                List.of("paloma.SessionOpened", "paloma.SessionClosed"),
                events.stream().map(event -> event.getEventType().getName()).toList());
        RecordedEvent closed = events.get(1);
        assertEquals("IDLE", closed.getString("reason"));
        assertEquals(Duration.ofSeconds(40), closed.getDuration("lifetime"));
    }
}
