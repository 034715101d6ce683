package paloma.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import paloma.Limits;
import paloma.TransportChoice;

/** Common parts of the tests of misbehaving handlers. */
final class Handlers {
    static final Limits LIMITS = Limits.builder().amplification(0).build();

    private Handlers() {}

    /** A server without an amplification limit; it has batches where they can work. */
    static ServerOptions options(int workers) {
        return ServerOptions.on(0)
                .withTransport(TransportChoice.AUTO)
                .withWorkers(workers)
                .withLimits(LIMITS);
    }

    static String text(ByteBuffer message) {
        return StandardCharsets.UTF_8.decode(message.duplicate()).toString();
    }
}
