package paloma.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import paloma.Limits;

/** Common parts of the tests of misbehaving handlers. */
final class Handlers {
    static final Limits LIMITS = Limits.builder().amplification(0).build();

    private Handlers() {}

    /** A server without an amplification limit. */
    static ServerOptions options(int workers) {
        return ServerOptions.on(0).withWorkers(workers).withLimits(LIMITS);
    }

    static String text(ByteBuffer message) {
        return StandardCharsets.UTF_8.decode(message.duplicate()).toString();
    }
}
