package paloma.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/** Reports for tests: what was sent where is {@link Plans}', and it took two seconds. */
public final class Reports {
    private static final int HELD_UP = 8;

    private Reports() {}

    /** Of turns. */
    public static Report of(Ending ending, String counts, long... latencies) {
        return of(Tempo.turns(20, Duration.ZERO), ending, counts, latencies);
    }

    /** Of a schedule of 100 messages per second for 2 s, of which so many of each second were answered. */
    public static Report scheduled(String counts, long... latencies) {
        Tempo tempo = Tempo.schedule(100, 100, Duration.ZERO, Duration.ofSeconds(2));
        return of(tempo, Ending.DONE, counts, latencies);
    }

    /** Of anything. */
    public static Report of(Tempo tempo, Ending ending, String counts, long... latencies) {
        return of(tempo, ending, counts, OptionalLong.empty(), latencies);
    }

    /** With what the kernel dropped at the clients. */
    public static Report of(Tempo tempo, Ending ending, String counts, OptionalLong drops, long... latencies) {
        Result result = new Result(
                ending,
                Counts.ofText(counts),
                2_000_000_000L,
                drops,
                OptionalLong.of(3_000_000),
                0,
                histogram(latencies),
                histogram(40_000, 50_000, 3_000_000),
                seconds(latencies));
        return new Report(
                Plans.of(10, tempo),
                2,
                1_700_000_000_000L,
                result,
                new Server(OptionalLong.of(7), OptionalLong.of(6_000_000)));
    }

    /** One for each latency: of ten messages one more is missing each time. */
    private static List<Second> seconds(long... latencies) {
        List<Second> seconds = new ArrayList<>();
        for (long latency : latencies) {
            int missing = seconds.size();
            seconds.add(Second.of(10, 10 - missing, missing, histogram(latency)));
        }
        return seconds;
    }

    /** The same, but for what depends on how busy this machine is. */
    static Counts withoutHeldUp(Counts counts) {
        String[] fields = counts.toText().split(",");
        fields[HELD_UP] = "0";
        return Counts.ofText(String.join(",", fields));
    }

    static Histogram histogram(long... values) {
        Histogram histogram = Histograms.empty();
        for (long value : values) {
            histogram.recordValue(value);
        }
        return histogram;
    }
}
