package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** A suspended load generator reports the suspension with any load profile: it caused the latencies of that time. */
@Tag("long")
class SuspensionIT {
    private static final Pattern STALL =
            Pattern.compile("Warning: the generator stood still for (?<seconds>[0-9.]+) s ");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--ping",
                "--rate 50 --clients 2 --duration 1h",
                "--rate 50 --clients 2 --duration 1h --warmup 1h",
                "--rate max --clients 1 --think 10ms --duration 1h",
                "--messages 1000000 --clients 1 --think 10ms",
                "--messages 1000000 --clients 2 --think 10ms --processes 2"
            })
    void aSuspensionIsReported(String rhythm) {
        try (RunningServer server = RunningServer.start("--idle-timeout", "3s");
                PalomaProcess load =
                        PalomaProcess.start(("load --lang en --port " + server.port() + " " + rhythm).split(" "))) {
            server.process().awaitStdout(line -> line.startsWith("Mensaje de"));
            signalAll("STOP", load);
            // The generator has sent nothing for this time.
            server.process().awaitStdout(line -> line.endsWith("cerrada: inactiva durante 3s"));
            signalAll("CONT", load);
            load.signal("INT");
            load.awaitExit();
            Matcher warning =
                    STALL.matcher(load.awaitStderr(line -> STALL.matcher(line).lookingAt()));
            assertTrue(warning.lookingAt());
            assertTrue(Double.parseDouble(warning.group("seconds")) >= 1, warning.group());
        }
    }

    /** Signals the process and its descendants. */
    private static void signalAll(String name, PalomaProcess load) {
        Stream<Long> children = ProcessHandle.of(load.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid);
        Stream.concat(Stream.of(load.pid()), children).forEach(pid -> {
            try (PalomaProcess kill =
                    Launch.command("kill", "-" + name, Long.toString(pid)).start()) {
                assertEquals(0, kill.awaitExit(), kill.stderr());
            }
        });
    }
}
