package paloma.cli.output;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class AsyncPrinterTest {
    private final Gate gate = new Gate();

    @Test
    void linesComeOutWholeAndInOrder() {
        try (AsyncPrinter printer = printer()) {
            for (int i = 0; i < 1_000; i++) {
                printer.print("línea " + i);
            }
        }
        assertEquals(1_000, gate.lines().size());
        assertEquals("línea 999", gate.lines().get(999));
    }

    @Test
    void aPipeTakesEachWriteWhole() {
        gate.shut();
        try (AsyncPrinter printer = printer()) {
            for (int i = 0; i < 200; i++) {
                printer.print("你".repeat(200));
            }
            gate.open();
        }
        assertEquals(200, gate.lines().size());
        for (String write : gate.writes()) {
            assertTrue(write.endsWith("\n"));
            assertTrue(write.getBytes(StandardCharsets.UTF_8).length <= 4_096);
        }
    }

    @Test
    void aStalledOutputLosesLinesWithoutBlocking() {
        gate.shut();
        try (AsyncPrinter printer = printer()) {
            printer.print("first");
            gate.awaitBlocked();
            for (int i = 0; i < PrintQueue.MAX_ENTRIES + 10; i++) {
                printer.print("line " + i);
            }
            gate.open();
            await().until(() -> gate.lines().contains("(10 left out)"));
            printer.print("after");
        }
        List<String> lines = gate.lines();
        assertEquals(PrintQueue.MAX_ENTRIES + 3, lines.size());
        assertEquals("line " + (PrintQueue.MAX_ENTRIES - 1), lines.get(PrintQueue.MAX_ENTRIES));
        assertEquals("(10 left out)", lines.get(PrintQueue.MAX_ENTRIES + 1));
        assertEquals("after", lines.get(PrintQueue.MAX_ENTRIES + 2));
    }

    @Test
    void longLinesForAStalledOutputAreOmittedSooner() {
        String longest = "x".repeat(65_507);
        gate.shut();
        try (AsyncPrinter printer = printer()) {
            printer.print("first");
            gate.awaitBlocked();
            for (int i = 0; i < 40; i++) {
                printer.print(longest);
            }
            gate.open();
            // Without a further line, and although nothing waits any more.
            await().until(() ->
                    gate.lines().size() == 17 && gate.lines().get(16).equals("(25 left out)"));
        }
        assertEquals(15, gate.lines().stream().filter(longest::equals).count());
    }

    @Test
    void aLineOmittedDuringTheLastWriteIsReportedWithoutANextLine() {
        gate.shut();
        try (AsyncPrinter printer =
                new AsyncPrinter("test-printer", gate, new PrintQueue(AsyncPrinterTest::leftOut, 100))) {
            printer.print("x".repeat(1_000));
            gate.awaitBlocked();
            printer.print("refused");
            gate.open();
            await().until(() -> gate.lines().contains("(1 left out)"));
        }
        assertEquals(List.of("x".repeat(1_000), "(1 left out)"), gate.lines());
    }

    @Test
    void aStatusTextIsReplacedByTheNextOne() {
        gate.shut();
        try (AsyncPrinter printer = printer()) {
            printer.print("first");
            gate.awaitBlocked();
            printer.print("second");
            printer.showStatus("\r10 %");
            printer.showStatus("\r20 %");
            printer.showStatus("\r");
            printer.print("third");
            gate.open();
        }
        assertEquals("first\nsecond\n\rthird\n", String.join("", gate.writes()));
    }

    @Test
    void aStalledOutputKeepsTheLastOfATextOnly() {
        gate.shut();
        try (AsyncPrinter printer = printer()) {
            printer.print("first");
            gate.awaitBlocked();
            for (int i = 0; i < 100_000; i++) {
                printer.showStatus("\r" + i);
            }
            gate.open();
        }
        assertEquals("first\n\r99999", String.join("", gate.writes()));
    }

    @Test
    void closeWaitsForTheReaderUntilTheStop() throws Exception {
        gate.shut();
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        AsyncPrinter printer = printer();
        printer.print("first");
        gate.awaitBlocked();
        printer.print("last");
        Thread closing = new Thread(() -> printer.close(stopped));
        closing.start();
        await().until(() -> closing.getState() == Thread.State.WAITING);
        gate.open();
        closing.join();
        assertEquals(List.of("first", "last"), gate.lines());
    }

    @Test
    void closeAfterTheStopDoesNotWaitForTheReader() {
        gate.shut();
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        AsyncPrinter printer = printer();
        printer.print("first");
        gate.awaitBlocked();
        stopped.complete(null);
        printer.close(stopped);
        gate.open();
    }

    @Test
    void linesThatCannotBeWrittenAreCountedUntilOneCanBe() {
        gate.fail(true);
        try (AsyncPrinter printer = printer()) {
            printer.print("lost");
            await().until(() -> gate.failures() == 1);
            printer.print("lost too");
            await().until(() -> gate.failures() == 2);
            gate.fail(false);
            printer.print("after");
        }
        assertEquals(List.of("(2 left out)", "after"), gate.lines());
    }

    @Test
    void linesSuppressedByTheCallerAreReportedBeforeTheNextLine() {
        try (AsyncPrinter printer = printer()) {
            printer.omit();
            printer.omit();
            printer.print("next");
        }
        assertEquals(List.of("(2 left out)", "next"), gate.lines());
    }

    @Test
    void drainPrintsOnTheCallingThread() {
        try (AsyncPrinter printer = printer()) {
            printer.print("one");
            printer.drain();
            assertEquals(List.of("one"), gate.lines());
        }
    }

    @Test
    void closeGivesUpOnAnOutputThatStaysStalled() {
        gate.shut();
        AsyncPrinter printer = printer();
        printer.print("first");
        gate.awaitBlocked();
        printer.close();
        assertEquals(List.of(), gate.lines());
        gate.open();
        await().until(() -> gate.lines().equals(List.of("first")));
    }

    @Test
    void afterCloseNothingIsPrinted() {
        AsyncPrinter printer = printer();
        printer.close();
        printer.print("late");
        printer.drain();
        assertEquals(List.of(), gate.lines());
    }

    private AsyncPrinter printer() {
        return new AsyncPrinter("test-printer", gate, AsyncPrinterTest::leftOut);
    }

    private static String leftOut(long lines) {
        return "(" + lines + " left out)";
    }

    /** An output that can be stalled and broken. */
    private static final class Gate implements AsyncPrinter.Sink {
        private final List<String> writes = new ArrayList<>();
        private final Semaphore room = new Semaphore(Integer.MAX_VALUE);
        private final CountDownLatch blocked = new CountDownLatch(1);
        private boolean failing;
        private int failures;

        @Override
        public void write(String lines) throws IOException {
            if (!room.tryAcquire()) {
                blocked.countDown();
                room.acquireUninterruptibly();
            }
            put(lines);
        }

        void shut() {
            room.drainPermits();
        }

        void open() {
            room.release(1_000_000);
        }

        void awaitBlocked() {
            await().until(() -> blocked.getCount() == 0);
        }

        synchronized void fail(boolean value) {
            failing = value;
        }

        synchronized int failures() {
            return failures;
        }

        synchronized List<String> writes() {
            return List.copyOf(writes);
        }

        synchronized List<String> lines() {
            return String.join("", writes).lines().toList();
        }

        private synchronized void put(String lines) throws IOException {
            if (failing) {
                failures++;
                throw new IOException("closed");
            }
            writes.add(lines);
        }
    }

    @Test
    void linesOfAnOutputThatThrowsARuntimeExceptionAreCounted() {
        List<String> written = Collections.synchronizedList(new ArrayList<>());
        try (AsyncPrinter printer = new AsyncPrinter(
                "failing",
                lines -> {
                    if (lines.startsWith("first")) {
                        throw new IllegalStateException("a bug of the terminal");
                    }
                    written.add(lines);
                },
                n -> "(" + n + " left out)")) {
            printer.print("first");
            printer.drain();
            printer.print("second");
            await().until(() -> String.join("", written).equals("(1 left out)\nsecond\n"));
        }
    }
}
