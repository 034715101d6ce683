package paloma.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import paloma.house.Timeouts;
import paloma.server.Peer;

/** Requests over a real socket, to a server of the plain JDK. */
class ClientRequestTest {
    @Test
    void cancelledTextRequestMakesRoomAtOnce() throws Exception {
        try (Peer server = new Peer(null);
                Client client = Client.open(
                        ClientOptions.to("127.0.0.1", server.address().getPort())
                                .withRequestTimeout(Timeouts.LIMIT))) {
            CompletableFuture<String> first = client.request("first");
            assertEquals("first", server.receive());
            assertTrue(first.cancel(false));
            CompletableFuture<String> second = client.request("second");
            assertEquals("second", server.receive());
            server.reply("answer");
            assertEquals("answer", second.get(Timeouts.SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void requestEndedByAnErrorHasItAsCause() throws InterruptedException {
        HandClient broken = new HandClient(ClientOptions.to("localhost", 8080));
        CompletableFuture<ByteBuffer> answer = broken.request("question");
        Error error = new OutOfMemoryError("not really");
        broken.protocol.onClosed(error);
        Throwable failure = HandClient.failureOf(answer);
        assertInstanceOf(ClosedChannelException.class, failure);
        assertSame(error, failure.getCause());
        assertTrue(broken.protocol.awaitClosed(TimeUnit.SECONDS.toNanos(30)));
    }
}
