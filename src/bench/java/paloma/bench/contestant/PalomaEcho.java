package paloma.bench.contestant;

import java.time.Duration;
import java.util.List;
import paloma.Limits;
import paloma.Session;
import paloma.server.Server;
import paloma.server.ServerOptions;

/** The contestants "Paloma": {@code PORT pool} with the default pool, {@code PORT inline} with {@code workers(0)}. */
public final class PalomaEcho {
    private static final int MAX_SESSIONS = 1_500_000;

    private PalomaEcho() {}

    /** A Paloma session counts its messages itself. */
    public static void main(String[] args) throws Exception {
        ServerOptions options = ServerOptions.on(Integer.parseInt(args[0]))
                .withHost("127.0.0.1")
                .withIdleTimeout(Duration.ofSeconds(EchoProcess.IDLE_SECONDS))
                .withReceiveBufferBytes(EchoProcess.RECEIVE_BUFFER_BYTES)
                .withLimits(Limits.builder().sessions(MAX_SESSIONS).build());
        if (args[1].equals("inline")) {
            options = options.withWorkers(0);
        }
        Server server = Server.open(options, (session, message) -> session.send(message));
        EchoProcess.serve(() -> counts(server.sessions().join()));
    }

    private static EchoProcess.EchoCounts counts(List<Session> sessions) {
        long messages = sessions.stream().mapToLong(Session::messages).sum();
        return new EchoProcess.EchoCounts(sessions.size(), messages);
    }
}
