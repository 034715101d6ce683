package paloma.soak;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import paloma.Handler;
import paloma.Limits;
import paloma.Session;
import paloma.house.IgnoredErrors;
import paloma.server.Server;
import paloma.server.ServerOptions;

/** A server on a free port that echoes, or misbehaves as a message requests; its sessions open and close. */
final class SoakServer {
    /** The longest accepted message, in bytes. */
    static final int LONGEST = 1_200;

    private static final Duration IDLE = Duration.ofSeconds(2);
    /** Fewer than the peers within the idle timeout, so that some are evicted. */
    private static final int SESSIONS = 250;

    private SoakServer() {}

    static Server open() throws IOException {
        ServerOptions options = ServerOptions.on(0)
                .withIdleTimeout(IDLE)
                .withLimits(Limits.builder()
                        .sessions(SESSIONS)
                        .receiveBytes(LONGEST)
                        .build())
                .withListener(new IgnoredErrors())
                .withFilter((source, message, known) -> !"refuse".equals(text(message)));
        return Server.open(options, new Handler() {
            @Override
            public void onMessage(Session session, ByteBuffer message) {
                answer(session, message);
            }
        });
    }

    private static void answer(Session session, ByteBuffer message) {
        switch (text(message)) {
            case "throw" -> throw new IllegalStateException("as asked");
            case "close" -> session.close();
            case "too big" -> session.send(ByteBuffer.allocate(70_000));
            default -> session.send(message);
        }
    }

    private static String text(ByteBuffer message) {
        return StandardCharsets.UTF_8.decode(message.duplicate()).toString();
    }
}
