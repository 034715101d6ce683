package paloma.cli.load;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.HdrHistogram.HistogramLogWriter;
import paloma.cli.option.HostPort;
import paloma.load.report.LoadReport;
import paloma.load.report.SecondStats;

/** <em>Any thread.</em> Writes the latencies of each second as an HdrHistogram log. */
final class LoadHdr {
    private static final double NANOS_PER_MILLI = 1e6;

    private LoadHdr() {}

    /** Returns the log. Values are in nanoseconds; the interval maximum is in milliseconds, as is usual. */
    static String of(LoadReport report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        HistogramLogWriter log = new HistogramLogWriter(bytes);
        long startedAt = report.startedAtMillis();
        log.outputComment("[paloma load, " + HostPort.of(report.plan().server()) + "]");
        log.outputLogFormatVersion();
        log.outputStartTime(startedAt);
        log.setBaseTime(startedAt);
        log.outputLegend();
        List<SecondStats> seconds = report.result().seconds();
        for (int i = 0; i < seconds.size(); i++) {
            log.outputIntervalHistogram(i, i + 1.0, seconds.get(i).latencies(), NANOS_PER_MILLI);
        }
        log.close();
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
