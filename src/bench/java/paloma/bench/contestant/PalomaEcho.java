package paloma.bench.contestant;

import java.time.Duration;
import java.util.List;
import paloma.BatchRefusedException;
import paloma.Limits;
import paloma.Session;
import paloma.TransportChoice;
import paloma.server.Server;
import paloma.server.ServerOptions;

/**
 * The contestants "Paloma": {@code PORT (pool|inline) (channel|batch)}. The default pool, or {@code workers(0)}; one
 * datagram per system call, or many.
 */
public final class PalomaEcho {
    /** Exit status if the transport cannot work here; the last line of the output states the reason. */
    public static final int REFUSED = 3;

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
        if (args[2].equals("batch")) {
            options = options.withTransport(TransportChoice.BATCH);
        }
        try {
            Server server = Server.open(options, (session, message) -> session.send(message));
            EchoProcess.serve(() -> counts(server.sessions().join()));
        } catch (BatchRefusedException e) {
            System.err.println(e.reason().text());
            System.exit(REFUSED);
        }
    }

    private static EchoProcess.EchoCounts counts(List<Session> sessions) {
        long messages = sessions.stream().mapToLong(Session::messages).sum();
        return new EchoProcess.EchoCounts(sessions.size(), messages);
    }
}
