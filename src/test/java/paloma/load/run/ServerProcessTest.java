package paloma.load.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ServerProcessTest {
    /** <em>Main thread.</em> Prints its first argument, and exits with the second as status, or waits without one. */
    public static final class Server {
        public static void main(String[] args) throws InterruptedException {
            System.out.println(args[0]);
            System.out.println("and something else");
            if (args.length > 1) {
                System.exit(Integer.parseInt(args[1]));
            }
            new CountDownLatch(1).await();
        }
    }

    @Test
    void thePortIsReadFromTheListeningLine() throws Exception {
        try (ServerProcess server = start("Servidor UDP escuchando en localhost:4711")) {
            assertEquals(4711, server.port());
        }
    }

    @Test
    void stopTerminatesTheServerAndReturnsItsStatus() throws Exception {
        try (ServerProcess server = start("listening on [::1]:4711")) {
            assertEquals(128 + 15, server.stop());
            assertEquals(128 + 15, server.stop());
        }
    }

    @Test
    void aServerThatEndsBeforeListeningIsReportedWithItsStatus() {
        LoadException problem = assertThrows(LoadException.class, () -> start("the port is taken", "3"));
        assertEquals(LoadException.Problem.SERVER_NOT_LISTENING, problem.problem());
        assertEquals(List.of("3"), problem.details());
    }

    private static ServerProcess start(String... arguments) throws Exception {
        return ServerProcess.start(Server.class.getName(), List.of(arguments));
    }
}
