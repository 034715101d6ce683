package paloma.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import paloma.house.Needs;
import paloma.process.Launch;
import paloma.process.PalomaProcess;
import paloma.server.AccountedServer;

/** Prometheus' own tool accepts a scrape. */
class PromtoolTest {
    @BeforeAll
    static void needs() {
        Needs.command("promtool");
    }

    @Test
    void promtoolHasNoComplaint() throws Exception {
        String scrape;
        try (AccountedServer accounted = AccountedServer.open((session, message) -> session.send(message));
                StatusServer status = StatusServer.open(accounted.server(), new InetSocketAddress("127.0.0.1", 0))) {
            accounted.peer().request("hello");
            scrape = HttpAnswer.get(status.localAddress().getPort(), "/metrics").body();
        }
        try (PalomaProcess promtool =
                Launch.command("promtool", "check", "metrics").start()) {
            promtool.send(scrape.getBytes(StandardCharsets.UTF_8));
            promtool.closeStdin();
            assertEquals(0, promtool.awaitExit(), () -> promtool.stdout() + promtool.stderr());
            assertEquals("", promtool.stdout() + promtool.stderr());
        }
    }
}
