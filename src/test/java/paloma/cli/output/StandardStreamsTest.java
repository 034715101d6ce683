package paloma.cli.output;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StandardStreamsTest {
    @Test
    void aProcessWhoseGroupIsNotTheTerminalsIsInTheBackground() {
        assertTrue(StandardStreams.isInBackground("28509 (java) S 28507 28509 28507 34816 28662 4194304"));
        assertTrue(StandardStreams.isInBackground("28509 (a ) 1) S 28507 28509 28507 34816 28662 4194304"));
    }

    @Test
    void theForegroundAndAProcessWithoutATerminalAreNotBackground() {
        assertFalse(StandardStreams.isInBackground("28509 (java) S 28507 28509 28507 34816 28509 4194304"));
        assertFalse(StandardStreams.isInBackground("28509 (java) S 28507 28509 28507 0 -1 4194304"));
    }
}
