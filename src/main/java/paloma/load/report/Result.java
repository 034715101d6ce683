package paloma.load.report;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * <em>Immutable.</em> The figures of the measured messages of one worker, or of several together.
 *
 * @param endReason why the run ended
 * @param counts messages and answers by outcome
 * @param elapsedNanos duration of the measurement: as planned for a timed run that was not ended early, else up to the last
 *     outcome
 * @param clientDrops datagrams dropped by the kernel at the clients' sockets, most of those in the warm-up excluded; empty if
 *     the kernel does not count them
 * @param cpuNanos processor time of the workers' processes during the measurement; empty if the system does not report it
 * @param suspendedNanos how long a process or its machine was suspended, warm-up included
 * @param latencies nanoseconds from a message's due time to its answer, of the messages answered in time
 * @param delays nanoseconds from a message's due time to its sending
 * @param seconds figures of each second
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

    Result withEndReason(EndReason endReason) {
        return new Result(
                endReason, counts, elapsedNanos, clientDrops, cpuNanos, suspendedNanos, latencies, delays, seconds);
    }

    /** Returns the result of two concurrent workers. Times are the longer ones, the end reason is the more severe one. */
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

    /** Returns the result as one line, for another process. */
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
