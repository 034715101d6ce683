package paloma.cli.console;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import paloma.cli.output.LineWrapper;
import paloma.cli.output.TerminalWidth;

class PipeConsoleTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void aTranscriptShowsThePromptFollowedByTheLineThatWasRead() throws IOException {
        Console console = console("sí\n", PipeConsole.Display.TRANSCRIPT);
        assertEquals("sí", console.read("¿sigue? ", "salir").text());
        assertEquals("¿sigue? sí\n", shown());
    }

    @Test
    void theEndOfTheInputReadsAsTheLineItStandsFor() throws IOException {
        Console console = console("", PipeConsole.Display.TRANSCRIPT);
        assertEquals("salir", console.read("? ", "salir").text());
        assertNull(console.read("? ", null));
        assertEquals("? salir\n? \n", shown());
    }

    @Test
    void linesEchoedByTheTerminalAreNotRepeated() throws IOException {
        Console console = console("uno\n", PipeConsole.Display.PROMPTS);
        assertEquals("uno", console.read("? ", "salir").text());
        assertEquals("? ", shown());
    }

    @Test
    void outputAloneHasNeitherPromptNorInput() throws IOException {
        Console console = console("uno\n", PipeConsole.Display.NONE);
        assertEquals("uno", console.read("? ", null).text());
        assertNull(console.read("? ", null));
        console.write("línea\n");
        assertEquals("línea\n", shown());
    }

    @Test
    void outputDuringAPromptGetsItsOwnLineAndThePromptIsRepeated() throws IOException {
        try (PipedOutputStream typed = new PipedOutputStream()) {
            Console console = new PipeConsole(
                    new PipedInputStream(typed), out, TerminalWidth.UNBOUNDED, PipeConsole.Display.TRANSCRIPT);
            CompletableFuture<InputLine> read = reading(console);
            awaitShown("? ");
            console.write("aviso\n");
            assertEquals("? \naviso\n? ", shown());
            typed.write("uno\n".getBytes(StandardCharsets.UTF_8));
            typed.flush();
            assertEquals("uno", read.join().text());
            assertEquals("? \naviso\n? uno\n", shown());
        }
    }

    @Test
    void afterTheStopThePromptIsAbandoned() throws IOException {
        try (PipedOutputStream typed = new PipedOutputStream()) {
            Console console = new PipeConsole(
                    new PipedInputStream(typed), out, TerminalWidth.UNBOUNDED, PipeConsole.Display.TRANSCRIPT);
            CompletableFuture<InputLine> read = reading(console);
            awaitShown("? ");
            console.stopReading();
            console.write("adiós\n");
            assertEquals("? \nadiós\n", shown());
            typed.write("tarde\n".getBytes(StandardCharsets.UTF_8));
            typed.flush();
            assertEquals("salir", read.join().text());
            assertEquals("? \nadiós\n", shown());
        }
    }

    @Test
    void inputContinuesWhenTheOutputIsClosed() throws IOException {
        OutputStream closed = OutputStream.nullOutputStream();
        closed.close();
        Console console = new PipeConsole(in("uno\n"), closed, TerminalWidth.UNBOUNDED, PipeConsole.Display.TRANSCRIPT);
        assertEquals("uno", console.read("? ", "salir").text());
        assertEquals("salir", console.read("? ", "salir").text());
    }

    @Test
    void commandsAreReadWhileTheOutputStalls() throws InterruptedException {
        CountDownLatch stalled = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        OutputStream output = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                stalled.countDown();
                try {
                    read.await();
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
            }
        };
        Console console = new PipeConsole(in("salir\n"), output, TerminalWidth.UNBOUNDED, PipeConsole.Display.NONE);
        // A separate thread: the common pool may have only one.
        Thread writing = new Thread(() -> write(console, "línea\n"));
        writing.start();
        await().until(() -> stalled.getCount() == 0);
        CompletableFuture<InputLine> line = reading(console);
        await().until(line::isDone);
        assertEquals("salir", line.join().text());
        read.countDown();
        writing.join();
    }

    /** The terminal never wraps, even where prompt and line together exceed a row. */
    @Test
    void onATerminalEverythingIsFolded() throws IOException {
        Console console = new PipeConsole(
                in("dos tres cuatro cinco\n"), out, TerminalWidth.ofColumns(20), PipeConsole.Display.TRANSCRIPT);
        console.write("uno dos tres cuatro cinco\nseis\n");
        assertEquals(
                "dos tres cuatro cinco", console.read("escribe algo: ", "salir").text());
        String mark = LineWrapper.CONTINUATION;
        assertEquals(
                "uno dos tres cuatro \n" + mark + "cinco\nseis\n" + "escribe algo: dos \n" + mark + "tres cuatro \n"
                        + mark + "cinco\n",
                shown());
    }

    @Test
    void readLinesArePrintedAsSafeText() throws IOException {
        Console console = console("\u001b[2J\n", PipeConsole.Display.TRANSCRIPT);
        assertEquals("\u001b[2J", console.read("? ", "salir").text());
        assertEquals("? \\x1b[2J\n", shown());
    }

    private static void write(Console console, String lines) {
        try {
            console.write(lines);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private CompletableFuture<InputLine> reading(Console console) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return console.read("? ", "salir");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private Console console(String input, PipeConsole.Display shows) {
        return new PipeConsole(in(input), out, TerminalWidth.UNBOUNDED, shows);
    }

    private static ByteArrayInputStream in(String input) {
        return new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    }

    private void awaitShown(String text) {
        await().until(() -> shown().equals(text));
    }

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
