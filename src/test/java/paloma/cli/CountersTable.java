package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * <em>Immutable.</em> The account with which a server process ends, read from the table on its standard error in whatever
 * language, once each line of it has been added up again.
 */
public record CountersTable(long opened, long received, long accepted, long dropped, long sent) {
    private static final Pattern LINE = Pattern.compile("(\\S+) +(\\d+) = .*");

    /** Whether this is a line of the table. */
    public static boolean isLine(String line) {
        return LINE.matcher(line).matches();
    }

    /** From all lines that the server said. */
    public static CountersTable in(List<String> lines) {
        return in(lines, 0);
    }

    /** The same of a server that so many handlers have not returned to. */
    static CountersTable in(List<String> lines, long running) {
        List<long[]> numbers = lines.stream()
                .filter(CountersTable::isLine)
                .map(CountersTable::numbers)
                .toList();
        assertEquals(4, numbers.size(), lines.toString());
        for (long[] line : numbers) {
            assertEquals(line[0], LongStream.of(line).skip(1).sum(), lines.toString());
        }
        assertEquals(running, numbers.get(1)[3], lines.toString());
        // Nothing waits, is being sent or is queued, and nobody has a session.
        long[] onTheirWay = {numbers.get(1)[4], numbers.get(2)[3], numbers.get(2)[4], numbers.get(3)[1]};
        assertEquals(0, LongStream.of(onTheirWay).sum(), lines.toString());
        return new CountersTable(
                numbers.get(3)[0], numbers.get(0)[0], numbers.get(1)[0], numbers.get(0)[3], numbers.get(2)[1]);
    }

    /** The source, and what became of it, without the reasons behind that. */
    private static long[] numbers(String line) {
        return Pattern.compile("\\d+")
                .matcher(line.replaceAll("\\(.*?\\)", ""))
                .results()
                .mapToLong(number -> Long.parseLong(number.group()))
                .toArray();
    }
}
