package paloma.load.report;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/** <em>Any thread.</em> Creates and merges histograms of nanoseconds with three significant digits. */
public final class Histograms {
    /** Longer times are recorded as this one. */
    public static final long MAX_NANOS = TimeUnit.HOURS.toNanos(2);

    private static final int DIGITS = 3;

    private Histograms() {}

    public static Histogram empty() {
        return new Histogram(1, MAX_NANOS, DIGITS);
    }

    /** Returns a recorder that one thread writes while others read it. */
    public static SingleWriterRecorder recorder() {
        return new SingleWriterRecorder(1, MAX_NANOS, DIGITS);
    }

    static Histogram sum(Histogram one, Histogram other) {
        Histogram sum = one.copy();
        sum.add(other);
        return sum;
    }

    /** Returns the histogram as one word. */
    public static String toText(Histogram histogram) {
        ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(bytes);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
    }

    /** @throws IllegalArgumentException when the text is not one of {@link #toText} */
    static Histogram ofText(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(text)), MAX_NANOS);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("not a histogram: " + text, e);
        }
    }
}
