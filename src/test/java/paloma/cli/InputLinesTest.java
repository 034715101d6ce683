package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputLinesTest {
    @Test
    void linesEndWithAnyUsualLineBreak() throws IOException {
        assertEquals(List.of("a", "b", "", "c", "", "d"), lines("a\nb\r\n\r\nc\r\rd"));
    }

    @Test
    void theLastLineNeedsNoLineBreak() throws IOException {
        assertEquals(List.of("a"), lines("a"));
        assertEquals(List.of("a"), lines("a\n"));
        assertEquals(List.of(), lines(""));
        assertEquals(List.of(""), lines("\n"));
    }

    @Test
    void linesAreUtf8WhateverTheLocale() throws IOException {
        assertEquals(List.of("sesión 你好"), lines("sesión 你好\n"));
    }

    @Test
    void ofALineWithoutEndOnlyTheBeginningIsKept() throws IOException {
        String longest = "x".repeat(InputLines.CHARS);
        assertEquals(List.of(longest, "next"), lines(longest + "y".repeat(1_000_000) + "\nnext"));
    }

    private static List<String> lines(String text) throws IOException {
        InputLines in = new InputLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        List<String> lines = new ArrayList<>();
        for (String line = in.next(); line != null; line = in.next()) {
            lines.add(line);
        }
        return lines;
    }
}
