package paloma.load.report;

import static paloma.load.report.NamedCounts.counts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Plans;

/** Reports for tests: with a plan of {@link Plans}, and an elapsed time of two seconds. Counts are {@link NamedCounts}. */
public final class LoadReports {
    private LoadReports() {}

    /** A report of 20 messages per client in turns. */
    public static LoadReport of(EndReason endReason, String counts, long... latencies) {
        return of(LoadProfile.turns(20, Duration.ZERO), endReason, counts, latencies);
    }

    /** A report of a schedule of 100 messages per second for 2 s. */
    public static LoadReport scheduled(String counts, long... latencies) {
        LoadProfile profile = LoadProfile.schedule(100, 100, Duration.ZERO, Duration.ofSeconds(2));
        return of(profile, EndReason.DONE, counts, latencies);
    }

    /** A report of any profile. */
    public static LoadReport of(LoadProfile profile, EndReason endReason, String counts, long... latencies) {
        return of(profile, endReason, counts, OptionalLong.empty(), latencies);
    }

    /** A report with kernel drops at the clients. */
    public static LoadReport of(
            LoadProfile profile, EndReason endReason, String counts, OptionalLong drops, long... latencies) {
        Result result = new Result(
                endReason,
                counts(counts),
                2_000_000_000L,
                drops,
                OptionalLong.of(3_000_000),
                0,
                histogram(latencies),
                histogram(40_000, 50_000, 3_000_000),
                seconds(latencies));
        return new LoadReport(
                Plans.of(10, profile),
                2,
                1_700_000_000_000L,
                result,
                new ServerStats(OptionalLong.of(7), OptionalLong.of(6_000_000)));
    }

    /** One second for each latency, each of ten messages; in second {@code n}, from 0 on, {@code n} are missing. */
    private static List<SecondStats> seconds(long... latencies) {
        List<SecondStats> seconds = new ArrayList<>();
        for (long latency : latencies) {
            int missing = seconds.size();
            seconds.add(SecondStats.of(10, 10 - missing, missing, 10, histogram(latency)));
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
