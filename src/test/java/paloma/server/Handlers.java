package paloma.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import paloma.Limits;

/** What the tests of handlers that misbehave have in common. */
final class Handlers {
    static final Limits LIMITS = Limits.DEFAULT.withAmplification(0);

    private Handlers() {}

    /** A server without a bound on answers. */
    static ServerOptions options(int workers) {
        return ServerOptions.on(0).withWorkers(workers).withLimits(LIMITS);
    }

    static String text(ByteBuffer message) {
        return StandardCharsets.UTF_8.decode(message.duplicate()).toString();
    }
}
