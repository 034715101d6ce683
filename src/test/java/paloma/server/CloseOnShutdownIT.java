package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** A JVM with two servers that close on shutdown, and a signal. */
class CloseOnShutdownIT {
    private static final int SIGTERM_STATUS = 128 + 15;
    private static final List<String> MESSAGES = List.of("one", "two", "three");

    @Test
    void sigtermDrainsEveryServer() {
        Launch launch = Launch.java(
                "-cp",
                System.getProperty("java.class.path"),
                ShutdownProgram.class.getName(),
                Integer.toString(MESSAGES.size()));
        try (PalomaProcess program = launch.start();
                Peer first = peerOf(program, 0);
                Peer second = peerOf(program, 1)) {
            for (String message : MESSAGES) {
                first.send(message);
                second.send(message);
            }
            program.awaitStdout("accepted"::equals);
            program.signal("TERM");
            for (String message : MESSAGES) {
                assertEquals(message, first.receive());
                assertEquals(message, second.receive());
            }
            assertEquals(SIGTERM_STATUS, program.awaitExit(), program.stderr());
            program.awaitStdout("refused: Shutdown in progress"::equals);
            assertEquals(
                    2,
                    program.stdoutLines().stream()
                            .filter("balanced true, in time true"::equals)
                            .count(),
                    program.stdout());
        }
    }

    private static Peer peerOf(PalomaProcess program, int index) {
        String line = program.awaitStdout(any ->
                ports(program).size() > index && any.equals(ports(program).get(index)));
        return new Peer(new InetSocketAddress("127.0.0.1", Integer.parseInt(line.substring("port ".length()))));
    }

    private static List<String> ports(PalomaProcess program) {
        return program.stdoutLines().stream()
                .filter(line -> line.startsWith("port "))
                .toList();
    }
}
