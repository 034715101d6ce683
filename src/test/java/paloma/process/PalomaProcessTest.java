package paloma.process;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PalomaProcessTest {
    @Test
    void inputIsEchoedAsUtf8UntilStandardInputEnds() {
        try (PalomaProcess cat = Launch.command("cat").start()) {
            cat.sendLine("sesión");
            assertEquals("sesión", cat.awaitStdout(line -> line.startsWith("ses")));
            cat.closeStdin();
            assertEquals(0, cat.awaitExit());
            assertEquals(List.of("sesión"), cat.stdoutLines());
        }
    }

    @Test
    void unfinishedLineIsNoLineUntilTheStreamEnds() {
        try (PalomaProcess shell =
                Launch.command("sh", "-c", "printf 'one\ntwo: '; read x").start()) {
            shell.awaitStdoutText("two: ");
            assertEquals(List.of("one"), shell.stdoutLines());
            shell.sendLine("");
            assertEquals(0, shell.awaitExit());
            assertEquals(List.of("one", "two: "), shell.stdoutLines());
        }
    }

    @Test
    void awaitingALineFailsWithTheTranscriptAfterTheEnd() {
        try (PalomaProcess shell =
                Launch.command("sh", "-c", "echo this; echo that >&2; exit 3").start()) {
            AssertionError error =
                    assertThrows(AssertionError.class, () -> shell.awaitStdout(line -> line.equals("other")));
            assertEquals(3, shell.awaitExit());
            assertEquals("that", shell.awaitStderr(line -> true));
            assertTrue(error.getMessage().startsWith("the stream ended without a line on stdout"), error.getMessage());
            assertTrue(error.getMessage().contains("--- stdout\nthis\n"), error.getMessage());
        }
    }

    @Test
    void signalsReachTheProgramBehindAShell() {
        Launch sleeper = Launch.command("sleep", "600").withRedirections("<&-");
        try (PalomaProcess sleep = sleeper.start()) {
            sleep.signal("TERM");
            assertEquals(128 + 15, sleep.awaitExit());
        }
    }

    @Test
    void closeKillsTheProcessAndItsChildren() {
        PalomaProcess shell =
                Launch.command("sh", "-c", "sleep 600 & echo $!; wait").start();
        long child = Long.parseLong(shell.awaitStdout(line -> true));
        shell.close();
        assertFalse(shell.isAlive());
        // A dead process that is not reaped counts as alive, but has no command.
        await().until(() -> ProcessHandle.of(child)
                .flatMap(handle -> handle.info().command())
                .isEmpty());
    }

    @Test
    void environmentIsSet() {
        Launch launch = Launch.command("sh", "-c", "echo $WORD").withEnvironment("WORD", "paloma");
        try (PalomaProcess shell = launch.start()) {
            assertEquals(0, shell.awaitExit());
            assertEquals("paloma\n", shell.stdout());
        }
    }

    @Test
    void javaRunsOnTheJdkOfTheTests() {
        try (PalomaProcess java =
                Launch.java("-version").withJavaOptions("-Xmx32m").start()) {
            assertEquals(0, java.awaitExit());
            assertTrue(java.stderr().contains(System.getProperty("java.version")), java.stderr());
        }
    }

    @Test
    void programOnATerminalDetectsIt() {
        try (PalomaProcess test = Launch.command("sh", "-c", "test -t 0 && test -t 1 && stty size")
                .onTerminal()
                .start()) {
            assertEquals(0, test.awaitExit());
            assertEquals(List.of("40 120"), test.stdoutLines());
        }
    }

    @Test
    void endOfInputOnATerminalIsControlD() {
        try (PalomaProcess cat = Launch.command("cat").onTerminal().start()) {
            cat.sendLine("hola");
            cat.awaitStdoutText("hola\r\nhola\r\n");
            cat.closeStdin();
            assertEquals(0, cat.awaitExit());
        }
    }
}
