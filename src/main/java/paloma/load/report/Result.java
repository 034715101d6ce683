package paloma.load.report;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * <em>Immutable.</em> What one process, or several together, found out of the messages that count.
 *
 * @param endReason why it ended
 * @param counts what became of the messages
 * @param elapsedNanos from the time when the first of them could leave to the end of the last one's turn, or to the end of the time that was asked for
 * @param clientDrops datagrams that the kernel dropped at the clients' sockets, but for most of the warm-up's, where it tells
 * @param cpuNanos processor time of the processes meanwhile, where the system tells
 * @param suspendedNanos how long the processes stood still, warm-up included: suspended, or on a machine that slept
 * @param latencies nanoseconds from the time when a message was to leave to its answer, of those answered in time
 * @param delays nanoseconds by which messages left after they were due on their schedule
 * @param seconds what became of the messages second by second
 */
public record Result(
        EndReason endReason,
        Counts counts,
        long elapsedNanos,
        OptionalLong clientDrops,
        OptionalLong cpuNanos,
        long suspendedNanos,
        Histogram latencies,
        Histogram delays,
        List<SecondStats> seconds) {
    private static final String UNKNOWN = "-";
    private static final int FIELDS = 8;

    Result withEndReason(EndReason other) {
        return new Result(
                other, counts, elapsedNanos, clientDrops, cpuNanos, suspendedNanos, latencies, delays, seconds);
    }

    /** Both together; they ran side by side, so that the longer time is the time of both. */
    public Result plus(Result other) {
        return new Result(
                endReason.compareTo(other.endReason) >= 0 ? endReason : other.endReason,
                counts.plus(other.counts),
                Math.max(elapsedNanos, other.elapsedNanos),
                sum(clientDrops, other.clientDrops),
                sum(cpuNanos, other.cpuNanos),
                Math.max(suspendedNanos, other.suspendedNanos),
                Histograms.sum(latencies, other.latencies),
                Histograms.sum(delays, other.delays),
                SecondStats.sums(seconds, other.seconds));
    }

    private static OptionalLong sum(OptionalLong one, OptionalLong other) {
        return one.isPresent() && other.isPresent()
                ? OptionalLong.of(one.getAsLong() + other.getAsLong())
                : OptionalLong.empty();
    }

    /** This as one line for the process that merges. */
    public String toLine() {
        Stream<String> fields = Stream.of(
                endReason.name(),
                counts.toText(),
                Long.toString(elapsedNanos),
                toText(clientDrops),
                toText(cpuNanos),
                Long.toString(suspendedNanos),
                Histograms.toText(latencies),
                Histograms.toText(delays));
        return Stream.concat(fields, seconds.stream().map(SecondStats::toText)).collect(Collectors.joining(" "));
    }

    /** @throws IllegalArgumentException when the line is not one of {@link #toLine} */
    public static Result ofLine(String line) {
        String[] fields = line.split(" ");
        if (fields.length < FIELDS) {
            throw new IllegalArgumentException("not a result: " + line);
        }
        return new Result(
                EndReason.valueOf(fields[0]),
                Counts.ofText(fields[1]),
                Long.parseLong(fields[2]),
                ofText(fields[3]),
                ofText(fields[4]),
                Long.parseLong(fields[5]),
                Histograms.ofText(fields[6]),
                Histograms.ofText(fields[7]),
                Stream.of(fields).skip(FIELDS).map(SecondStats::ofText).toList());
    }

    private static String toText(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : UNKNOWN;
    }

    private static OptionalLong ofText(String text) {
        return text.equals(UNKNOWN) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }
}
