package paloma.cli.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import paloma.cli.option.HostPort;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Plan;
import paloma.load.report.Counts;
import paloma.load.report.Knee;
import paloma.load.report.LoadReport;
import paloma.load.report.Requirements.Requirement;
import paloma.load.report.SecondStats;

/** <em>Immutable.</em> All figures of a report as JSON members, in their order of output. */
final class LoadJson {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};
    private static final double NANOS_PER_MILLI = 1e6;

    private final LoadReport report;
    private final LoadOutputOptions outputOptions;
    private final RunEnvironment environment;

    LoadJson(LoadReport report, LoadOutputOptions outputOptions, RunEnvironment environment) {
        this.report = report;
        this.outputOptions = outputOptions;
        this.environment = environment;
    }

    /** Returns all members. */
    Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("plan", plan());
        all.put("ending", report.result().endReason());
        all.put("verdict", outputOptions.verdict(report));
        all.put("status", outputOptions.status(report));
        all.put("unmet", outputOptions.unmet(report));
        all.put("requirements", requirements());
        all.put("generator", generator());
        all.put("startedAtMillis", report.startedAtMillis());
        all.put("elapsedSeconds", report.result().elapsedNanos() / 1e9);
        all.put("stoodStillSeconds", report.result().suspendedNanos() / 1e9);
        all.put("scheduled", report.scheduled());
        all.put("counts", counts());
        all.put("lossPercent", report.lossPercent());
        all.put("behindPercent", report.behindPercent());
        all.put("queuedPercent", report.queuedPercent());
        all.put("heldUpPercent", report.readLatePercent());
        all.put("sentPerSecond", report.sentPerSecond());
        all.put("messagesPerSecond", report.messagesPerSecond());
        all.put("latencyMillis", percentiles(report.result().latencies()));
        all.put("delayMillis", percentiles(report.result().delays()));
        all.put("cpuMicros", report.cpuMicros());
        all.put("serverCpuMicros", report.serverCpuMicros());
        all.put("clientDrops", report.result().clientDrops());
        all.put("serverDrops", report.server().drops());
        if (report.plan().profile().isRamp()) {
            Optional<Knee> knee = report.knee();
            all.put("knee", knee.map(present -> (Object) present.rate()).orElse(null));
            all.put("kneeSecond", knee.map(present -> (Object) present.second()).orElse(null));
        }
        all.put("seconds", seconds());
        return all;
    }

    private List<Object> requirements() {
        List<Object> rows = new ArrayList<>();
        for (Requirement requirement : outputOptions.requirements()) {
            Map<String, Object> row = new LinkedHashMap<>();
            double value = requirement.value(report);
            row.put("text", requirement.text());
            row.put("met", requirement.isMetBy(report));
            row.put("value", Double.isFinite(value) ? value : null);
            rows.add(row);
        }
        return rows;
    }

    private Map<String, Object> generator() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("command", environment.command());
        members.put("version", environment.version());
        members.put("java", environment.java());
        members.put("system", environment.system());
        members.put("cores", environment.cores());
        return members;
    }

    private Map<String, Object> plan() {
        Plan plan = report.plan();
        LoadProfile profile = plan.profile();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("server", HostPort.of(plan.server()));
        members.put("clients", plan.clients());
        members.put("processes", report.processes());
        members.put("rhythm", profile.kind());
        members.put("messages", profile.messages());
        members.put("window", profile.window());
        members.put("rate", profile.rate());
        members.put("rateAtEnd", profile.rateAtEnd());
        members.put("warmupSeconds", profile.warmup().toMillis() / 1e3);
        members.put("durationSeconds", profile.duration().toMillis() / 1e3);
        members.put("thinkMillis", profile.think().toMillis());
        members.put("timeoutMillis", plan.timeout().toMillis());
        members.put("leastBytes", plan.minSize());
        members.put("mostBytes", plan.maxSize());
        return members;
    }

    private Map<String, Object> counts() {
        Counts counts = report.result().counts();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("sent", counts.sent());
        members.put("unsent", counts.unsent());
        members.put("skipped", counts.skipped());
        members.put("behind", counts.behind());
        members.put("queued", counts.queued());
        members.put("answered", counts.answered());
        members.put("late", counts.late());
        members.put("lost", counts.lost());
        members.put("inFlight", counts.outstanding());
        members.put("heldUp", counts.readLate());
        members.put("duplicated", counts.duplicated());
        members.put("reordered", counts.reordered());
        members.put("corrupted", counts.corrupted());
        members.put("foreign", counts.foreign());
        return members;
    }

    /** Percentiles in milliseconds; empty for an empty histogram. */
    private static Map<String, Object> percentiles(Histogram nanos) {
        Map<String, Object> members = new LinkedHashMap<>();
        if (nanos.getTotalCount() > 0) {
            members.put("mean", nanos.getMean() / NANOS_PER_MILLI);
            for (double percent : PERCENTILES) {
                members.put(
                        ReportFigures.percentileName(percent), nanos.getValueAtPercentile(percent) / NANOS_PER_MILLI);
            }
            members.put("max", nanos.getValueAtPercentile(100) / NANOS_PER_MILLI);
        }
        return members;
    }

    private List<Object> seconds() {
        List<Object> rows = new ArrayList<>();
        List<SecondStats> seconds = report.result().seconds();
        for (int i = 0; i < seconds.size(); i++) {
            SecondStats second = seconds.get(i);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("sent", second.sent());
            row.put("answered", second.answered());
            row.put("missing", second.missing());
            Histogram latencies = second.latencies();
            for (double percent : new double[] {50, 99, 100}) {
                row.put(
                        percent == 100 ? "max" : ReportFigures.percentileName(percent),
                        latencies.getTotalCount() == 0
                                ? null
                                : latencies.getValueAtPercentile(percent) / NANOS_PER_MILLI);
            }
            row.put("scheduled", report.scheduledIn(i));
            row.put("transmitted", second.transmitted());
            rows.add(row);
        }
        return rows;
    }
}
