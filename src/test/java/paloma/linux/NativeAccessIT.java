package paloma.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.house.Needs;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** Processes that may not make the calls, and some that may. Nothing is printed on standard error. */
class NativeAccessIT {
    private static final String NOTHING_PENDING = Integer.toString(-SocketCalls.EAGAIN);
    private static final String[] CLASS_PATH = {
        "-cp", "target/classes:target/test-classes", RefusalProgram.class.getName()
    };
    private static final String[] MODULE_PATH = {
        "--module-path",
        "target/classes",
        "--patch-module",
        "paloma=target/test-classes",
        "-m",
        "paloma/" + RefusalProgram.class.getName()
    };

    @Test
    void programOnTheClassPathNeedsAGrant() {
        assertPrints("NATIVE_ACCESS_DENIED", CLASS_PATH);
    }

    @Test
    void programOnTheModulePathNeedsTheGrantToPaloma() {
        assertPrints("NATIVE_ACCESS_DENIED", "--enable-native-access=ALL-UNNAMED", MODULE_PATH);
        assertPrints(NOTHING_PENDING, "--enable-native-access=paloma", MODULE_PATH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"recvmmsg", "sendmmsg"})
    void callThatASeccompFilterRefusesIsMissing(String call) throws URISyntaxException {
        NativeSocket.needsCalls();
        Needs.command("python3");
        String script =
                Path.of(NativeAccessIT.class.getResource("refuse.py").toURI()).toString();
        Launch program = Launch.java(CLASS_PATH).withJavaOptions("--enable-native-access=ALL-UNNAMED");
        assertPrints(
                "CALLS_MISSING",
                Launch.command(Stream.concat(Stream.of("python3", script, call), program.command().stream())
                        .toArray(String[]::new)));
    }

    private static void assertPrints(String expected, String option, String... program) {
        assertPrints(
                expected, Stream.concat(Stream.of(option), Stream.of(program)).toArray(String[]::new));
    }

    private static void assertPrints(String expected, String[] program) {
        assertPrints(expected, Launch.java(program));
    }

    private static void assertPrints(String expected, Launch program) {
        try (PalomaProcess process = program.start()) {
            assertEquals(0, process.awaitExit(), process.stderr());
            // Where the calls are refused for another reason, no grant helps.
            assertEquals(
                    SocketCalls.refusal().map(Enum::name).orElse(expected),
                    process.stdout().strip());
            assertEquals("", process.stderr());
        }
    }
}
