package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import paloma.house.Needs;
import paloma.process.Launch;
import paloma.process.PalomaProcess;
import paloma.process.Ports;

class OpenWithoutThreadsIT {
    @Test
    void serverWithoutThreadsForWorkersLeavesNothing() {
        Needs.root();
        Needs.command("setpriv");
        Launch launch = Launch.java(
                        "-cp",
                        System.getProperty("java.class.path"),
                        OpenWithoutThreads.class.getName(),
                        Integer.toString(Ports.free()))
                .withFewThreads();
        try (PalomaProcess process = launch.start()) {
            assertEquals(0, process.awaitExit(), process.stderr());
            // The JVM prints its own lines on threads that it cannot start.
            assertTrue(
                    process.stdoutLines().contains("refused: OutOfMemoryError, threads: 0, port is free: true"),
                    process.stdout());
        }
    }
}
