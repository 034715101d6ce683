package paloma.cli.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import paloma.load.report.LoadReports;

/** Parses the log by the description of its format, without the library that wrote it. */
class LoadHdrTest {
    /** Cookie of 8-byte words in version 2 of the encoding. */
    private static final int COMPRESSED = 0x1c849304 | 0x10;

    private static final int PLAIN = 0x1c849303 | 0x10;
    private static final int DIGITS = 3;
    private static final Pattern INTERVAL =
            Pattern.compile("(?<start>[^,]+),(?<length>[^,]+),(?<max>[^,]+),(?<histogram>[^,]+)");

    /** Binary logarithm of the number of counts for each power of two, at three digits. */
    private static final int HALF_BUCKET_BITS = 10;

    @Test
    void everySecondIsALineOfTheFormat() throws DataFormatException {
        List<String> lines = LoadHdr.of(LoadReports.scheduled(
                        "sent 200, behind 1, answered 190, late 3, lost 7, duplicated 4, "
                                + "reordered 5, corrupted 6, foreign 8",
                        900,
                        1_000_000,
                        4_000_000))
                .lines()
                .toList();
        assertTrue(lines.contains("#[Histogram log format version 1.3]"), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("#[StartTime: 1700000000.000 ")), lines.toString());
        List<Matcher> intervals = lines.stream()
                .filter(line -> line.matches("\\d.*"))
                .map(INTERVAL::matcher)
                .toList();
        assertEquals(3, intervals.size());
        long[] expected = {900, 1_000_000, 4_000_000};
        for (int i = 0; i < expected.length; i++) {
            Matcher interval = intervals.get(i);
            assertTrue(interval.matches(), lines.toString());
            assertEquals(i, Double.parseDouble(interval.group("start")), 1e-9);
            assertEquals(1, Double.parseDouble(interval.group("length")), 1e-9);
            assertEquals(expected[i] / 1e6, Double.parseDouble(interval.group("max")), expected[i] / 1e9 + 1e-3);
            Map<Long, Long> counts = decoded(interval.group("histogram"));
            assertEquals(List.of(1L), List.copyOf(counts.values()));
            assertEquals(expected[i], counts.keySet().iterator().next(), expected[i] / 1e3);
        }
    }

    /** Counts by value. After a header come the counts from the lowest value on, with runs of zeros as their length. */
    private static Map<Long, Long> decoded(String text) throws DataFormatException {
        ByteBuffer outer = ByteBuffer.wrap(Base64.getDecoder().decode(text));
        assertEquals(COMPRESSED, outer.getInt());
        assertEquals(outer.remaining() - Integer.BYTES, outer.getInt());
        Inflater inflater = new Inflater();
        inflater.setInput(outer);
        byte[] bytes = new byte[1 << 16];
        ByteBuffer plain = ByteBuffer.wrap(bytes, 0, inflater.inflate(bytes));
        assertTrue(inflater.finished());
        inflater.end();
        assertEquals(PLAIN, plain.getInt());
        int payload = plain.getInt();
        assertEquals(0, plain.getInt(), "offset");
        assertEquals(DIGITS, plain.getInt());
        assertEquals(1, plain.getLong(), "lowest value");
        assertEquals(7_200_000_000_000L, plain.getLong(), "highest value");
        assertEquals(1.0, plain.getDouble(), "ratio");
        assertEquals(payload, plain.remaining());
        Map<Long, Long> counts = new TreeMap<>();
        for (int index = 0; plain.hasRemaining(); ) {
            long count = zigZag(plain);
            if (count > 0) {
                counts.put(valueAt(index), count);
            }
            index += count < 0 ? (int) -count : 1;
        }
        assertFalse(counts.isEmpty());
        return counts;
    }

    /** Seven bits of each byte, the low ones first; then the sign is the last bit. */
    private static long zigZag(ByteBuffer bytes) {
        long number = 0;
        int read;
        int shift = 0;
        do {
            read = bytes.get();
            number |= (long) (read & 0x7f) << shift;
            shift += 7;
        } while (read < 0);
        return number >>> 1 ^ -(number & 1);
    }

    /** Values below 2,048 have one index each, then each power of two has 1,024. */
    private static long valueAt(int index) {
        int bucket = Math.max(0, (index >> HALF_BUCKET_BITS) - 1);
        return (long) (index - (bucket << HALF_BUCKET_BITS)) << bucket;
    }
}
