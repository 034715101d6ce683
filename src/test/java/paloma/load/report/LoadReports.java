package paloma.load.report;

import static paloma.load.report.NamedCounts.counts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Plans;

/** Reports for tests: what was sent where is {@link Plans}', and it took two seconds. */
public final class LoadReports {
    private LoadReports() {}

    /** Of turns. */
    public static LoadReport of(EndReason ending, String counts, long... latencies) {
        return of(LoadProfile.turns(20, Duration.ZERO), ending, counts, latencies);
    }

    /** Of a schedule of 100 messages per second for 2 s, of which so many of each second were answered. */
    public static LoadReport scheduled(String counts, long... latencies) {
        LoadProfile tempo = LoadProfile.schedule(100, 100, Duration.ZERO, Duration.ofSeconds(2));
        return of(tempo, EndReason.DONE, counts, latencies);
    }

    /** Of anything. */
    public static LoadReport of(LoadProfile tempo, EndReason ending, String counts, long... latencies) {
        return of(tempo, ending, counts, OptionalLong.empty(), latencies);
    }

    /** With what the kernel dropped at the clients. */
    public static LoadReport of(
            LoadProfile tempo, EndReason ending, String counts, OptionalLong drops, long... latencies) {
        Result result = new Result(
                ending,
                counts(counts),
                2_000_000_000L,
                drops,
                OptionalLong.of(3_000_000),
                0,
                histogram(latencies),
                histogram(40_000, 50_000, 3_000_000),
                seconds(latencies));
        return new LoadReport(
                Plans.of(10, tempo),
                2,
                1_700_000_000_000L,
                result,
                new ServerStats(OptionalLong.of(7), OptionalLong.of(6_000_000)));
    }

    /** One for each latency: of ten messages one more is missing each time. */
    private static List<SecondStats> seconds(long... latencies) {
        List<SecondStats> seconds = new ArrayList<>();
        for (long latency : latencies) {
            int missing = seconds.size();
            seconds.add(SecondStats.of(10, 10 - missing, missing, histogram(latency)));
        }
        return seconds;
    }

    static Histogram histogram(long... values) {
        Histogram histogram = Histograms.empty();
        for (long value : values) {
            histogram.recordValue(value);
        }
        return histogram;
    }
}
