package paloma.load.engine;

import java.nio.ByteBuffer;
import paloma.reactor.Endpoint.SendResult;

/** <em>Reactor-owned.</em> Sends the messages of the {@link LoadEngine}. */
@FunctionalInterface
public interface MessageSender {
    /**
     * Passes a datagram to the kernel; reads its bytes before it returns.
     *
     * @param client an index within the range
     */
    SendResult send(int client, ByteBuffer message);
}
