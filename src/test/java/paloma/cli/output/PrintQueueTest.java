package paloma.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PrintQueueTest {
    private static final int LINE = 40;

    @Test
    void theCharacterLimitCountsFortyPerEntry() {
        PrintQueue queue = queue(3 * (LINE + 10));
        for (int i = 0; i < 5; i++) {
            queue.add("0123456789");
        }
        assertEquals(4, queue.entries());
        assertEquals("0123456789\n".repeat(3) + "(2 left out)\n", queue.take(4).text());
    }

    @Test
    void charactersBeingWrittenStillCountAsQueued() {
        PrintQueue queue = queue(LINE + 10);
        queue.add("0123456789");
        PrintQueue.Chunk chunk = queue.take(queue.entries());
        queue.add("left out");
        queue.onWritten(chunk, true);
        queue.add("in time");
        assertEquals("(1 left out)\nin time\n", queue.take(queue.entries()).text());
    }

    @Test
    void aLineOverTheCharacterLimitIsPrintedWhenTheQueueIsEmpty() {
        PrintQueue queue = queue(10);
        queue.add("x".repeat(65_507));
        queue.add("");
        assertEquals("x".repeat(65_507) + "\n", queue.take(1).text());
        assertEquals("(1 left out)\n", queue.take(queue.entries()).text());
    }

    @Test
    void lostLinesAreReportedFirst() {
        PrintQueue queue = queue(1_000);
        queue.add("lost");
        queue.onWritten(queue.take(queue.entries()), false);
        queue.add("next");
        queue.omit();
        assertEquals(
                "(1 left out)\nnext\n(1 left out)\n",
                queue.take(queue.entries()).text());
    }

    @Test
    void theCharacterLimitIsA64thOfTheHeapsBytesAndAMillionAtMost() {
        assertEquals(8 * 1_024 * 1_024 / 64, PrintQueue.maxChars(8 * 1_024 * 1_024));
        assertEquals(1_048_576, PrintQueue.maxChars(64 * 1_024 * 1_024));
        assertEquals(1_048_576, PrintQueue.maxChars(Long.MAX_VALUE));
    }

    /** A burst of first messages and the allowed lines of a flood are all printed. */
    @Test
    void linesOfOrdinaryLengthAreBoundedByTheirNumber() {
        PrintQueue queue = queue(PrintQueue.maxChars(Long.MAX_VALUE));
        for (int i = 0; i <= PrintQueue.MAX_ENTRIES; i++) {
            queue.add("x".repeat(200));
        }
        assertEquals(PrintQueue.MAX_ENTRIES + 1, queue.entries());
        assertTrue(queue.take(PrintQueue.MAX_ENTRIES).text().startsWith("x"));
    }

    private static PrintQueue queue(long limit) {
        return new PrintQueue(lines -> "(" + lines + " left out)", limit);
    }
}
