package paloma.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.client.Client;
import paloma.client.ClientOptions;
import paloma.house.Needs;
import paloma.house.Timeouts;
import paloma.process.Launch;
import paloma.process.PalomaProcess;
import paloma.server.Peer;

/** Another user's process that tries to bind a client's address while the client sends keep-alives. */
class StolenAddressIT {
    private static final int KEEP_ALIVES = 2_000;
    private static final int TRIES = 20_000;
    private static final String NOBODY = "65534";

    @BeforeAll
    static void needs() {
        Needs.root();
        Needs.command("python3");
    }

    private static PalomaProcess thief(Client client, String options) throws URISyntaxException {
        String script =
                Path.of(StolenAddressIT.class.getResource("thief.py").toURI()).toString();
        List<String> words = new ArrayList<>(List.of("python3", script, NOBODY, "127.0.0.1"));
        words.add(Integer.toString(client.localAddress().getPort()));
        words.add("127.0.0.1");
        words.add(Integer.toString(client.remoteAddress().getPort()));
        words.addAll(List.of(options.split(" ")));
        return Launch.command(words.toArray(String[]::new)).start();
    }

    private static int tries(PalomaProcess thief) {
        List<String> lines = thief.stdoutLines();
        return lines.isEmpty() || !thief.isAlive() ? 0 : Integer.parseInt(lines.get(lines.size() - 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SO_REUSEADDR", "SO_REUSEPORT", "SO_REUSEADDR SO_REUSEPORT"})
    void socketOfAnotherUserReceivesNothing(String options) throws Exception {
        try (Peer server = new Peer(null);
                Client client = Client.open(
                        ClientOptions.to("127.0.0.1", server.address().getPort())
                                .withRequestTimeout(Timeouts.LIMIT));
                PalomaProcess thief = thief(client, options)) {
            paloma.kernel.KernelAwait.await().until(() -> tries(thief) > 0 || !thief.isAlive());
            for (int i = 0; thief.isAlive() && (i < KEEP_ALIVES || tries(thief) < TRIES); i++) {
                assertTrue(client.send(ByteBuffer.allocate(0)));
                assertEquals("", server.receive());
            }
            assertTrue(thief.isAlive(), () -> thief.stdout() + thief.stderr());
            CompletableFuture<String> answer = client.request("still mine?");
            assertEquals("still mine?", server.receive());
            assertEquals(client.localAddress(), server.lastSource());
            server.reply("yes");
            assertEquals("yes", answer.get(Timeouts.LIMIT.toSeconds(), TimeUnit.SECONDS));
        }
    }
}
