package paloma.load;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * <em>Immutable.</em> What one process, or several together, found out.
 *
 * @param ending why it ended
 * @param counts what became of the messages
 * @param elapsedNanos from the first message to the end of the last one's turn
 * @param clientDrops datagrams that the kernel dropped at the clients' sockets, where it tells
 * @param latencies nanoseconds from message to answer, of those answered in time
 */
public record Result(Ending ending, Counts counts, long elapsedNanos, OptionalLong clientDrops, Histogram latencies) {
    /** Longer latencies count as this one. */
    static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(2);

    private static final int DIGITS = 3;
    private static final String UNKNOWN = "-";
    private static final int FIELDS = 5;

    /** Takes latencies from one thread while others look on. */
    static SingleWriterRecorder recorder() {
        return new SingleWriterRecorder(1, LONGEST_NANOS, DIGITS);
    }

    /** Both together; they ran side by side, so that the longer time is the time of both. */
    Result plus(Result other) {
        Histogram sum = latencies.copy();
        sum.add(other.latencies);
        boolean told = clientDrops.isPresent() && other.clientDrops.isPresent();
        return new Result(
                ending.compareTo(other.ending) >= 0 ? ending : other.ending,
                counts.plus(other.counts),
                Math.max(elapsedNanos, other.elapsedNanos),
                told ? OptionalLong.of(clientDrops.getAsLong() + other.clientDrops.getAsLong()) : OptionalLong.empty(),
                sum);
    }

    /** This as one line for the process that merges. */
    String toLine() {
        ByteBuffer bytes = ByteBuffer.allocate(latencies.getNeededByteBufferCapacity());
        int length = latencies.encodeIntoCompressedByteBuffer(bytes);
        return String.join(
                " ",
                ending.name(),
                counts.toText(),
                Long.toString(elapsedNanos),
                clientDrops.isPresent() ? Long.toString(clientDrops.getAsLong()) : UNKNOWN,
                Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length)));
    }

    /** @throws IllegalArgumentException when the line is not one of {@link #toLine} */
    static Result ofLine(String line) {
        String[] fields = line.split(" ");
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("not a result: " + line);
        }
        try {
            return new Result(
                    Ending.valueOf(fields[0]),
                    Counts.ofText(fields[1]),
                    Long.parseLong(fields[2]),
                    fields[3].equals(UNKNOWN) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(fields[3])),
                    Histogram.decodeFromCompressedByteBuffer(
                            ByteBuffer.wrap(Base64.getDecoder().decode(fields[4])), LONGEST_NANOS));
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("not a histogram: " + fields[4], e);
        }
    }
}
