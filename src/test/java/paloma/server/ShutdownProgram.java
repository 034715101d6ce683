package paloma.server;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import paloma.Counter;
import paloma.Handler;
import paloma.house.Timeouts;

/**
 * Two servers that close when the JVM shuts down. Their handlers answer no message before that. Prints the ports, then
 * {@code accepted} when each server has accepted as many messages as the argument says.
 */
final class ShutdownProgram {
    private static final CountDownLatch SHUTDOWN = new CountDownLatch(1);
    private static final List<Server> SERVERS = new CopyOnWriteArrayList<>();

    private ShutdownProgram() {}

    public static void main(String[] args) throws Exception {
        long messages = Long.parseLong(args[0]);
        Runtime.getRuntime().addShutdownHook(new Thread(ShutdownProgram::onShutdown));
        for (int i = 0; i < 2; i++) {
            SERVERS.add(open((session, message) -> {
                SHUTDOWN.await();
                session.send(message);
            }));
            System.out.println("port " + SERVERS.get(i).localAddress().getPort());
        }
        for (Server server : SERVERS) {
            Awaitility.await()
                    .atMost(Timeouts.LIMIT)
                    .until(() -> server.counters().get(Counter.ACCEPTED) == messages);
        }
        System.out.println("accepted");
    }

    private static Server open(Handler handler) throws IOException {
        return Server.open(ServerOptions.on(0).withWorkers(1).withCloseOnShutdown(true), handler);
    }

    private static void onShutdown() {
        try {
            open((session, message) -> {}).close();
        } catch (IOException | IllegalStateException e) {
            System.out.println("refused: " + e.getMessage());
        }
        SHUTDOWN.countDown();
        for (Server server : SERVERS) {
            try {
                server.awaitClosed();
                System.out.println("balanced " + server.counters().balanced() + ", in time " + server.drainedInTime());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
