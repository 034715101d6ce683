package paloma.cli.load;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import paloma.cli.option.Percent;
import paloma.cli.output.OutputFile;
import paloma.cli.text.CommandException;
import paloma.cli.text.Messages;
import paloma.load.report.EndReason;
import paloma.load.report.LoadReport;
import paloma.load.report.Requirements;
import paloma.load.report.Requirements.Requirement;
import paloma.load.report.Verdict;
import picocli.CommandLine.Option;

/**
 * <em>Main thread.</em> The options of {@code paloma load} for its output: report files, requirements, and exit status.
 */
final class LoadOutputOptions {
    static final int GOOD = 0;
    static final int BAD = 1;
    static final int LIMITED = 4;
    static final int INTERRUPTED = 130;

    private static final double DEFAULT_MAX_BEHIND = 1;
    private static final double ALL = 100;

    @Option(names = "--max-loss", paramLabel = "PERCENT", defaultValue = "0", converter = Percent.Converter.class)
    private Percent maxLoss;

    @Option(names = "--require", paramLabel = "LIST")
    private Requirements requirements;

    @Option(names = "--max-behind", paramLabel = "PERCENT", converter = Percent.Converter.class)
    private Percent maxBehind;

    @Option(names = "--json", paramLabel = "FILE")
    private Path json;

    @Option(names = "--hdr", paramLabel = "FILE")
    private Path hdr;

    @Option(names = "--html", paramLabel = "FILE")
    private Path html;

    private boolean ping;

    /** Report files by option name, in order of output. */
    private final Map<String, OutputFile> files = new LinkedHashMap<>();

    /** Returns the JSON file, or null. */
    OutputFile json() {
        return files.get("--json");
    }

    /** Returns the histogram log, or null. */
    OutputFile hdr() {
        return files.get("--hdr");
    }

    /** Returns the HTML file, or null. */
    OutputFile html() {
        return files.get("--html");
    }

    /**
     * Checks and opens the report files. Called before the run, so that a missing permission does not lose a result.
     *
     * @throws CommandException when a file cannot be written, or is given twice
     */
    void openFiles(Messages texts) {
        openFile("--json", json, texts);
        openFile("--hdr", hdr, texts);
        openFile("--html", html, texts);
    }

    private void openFile(String option, Path path, Messages texts) {
        if (path == null) {
            return;
        }
        OutputFile file = OutputFile.open(path, texts);
        files.forEach((before, other) -> {
            if (file.isSameFileAs(other)) {
                throw new CommandException(
                        CommandException.USAGE_ERROR, texts.format("load.same-file", before, option));
            }
        });
        files.put(option, file);
    }

    /** Marks the run as a ping. Ping sends too few messages for a percentage limit: the first one is usually late. */
    void setPing() {
        ping = true;
    }

    /** Returns whether the run is a ping. */
    boolean isPing() {
        return ping;
    }

    /**
     * Returns the maximum percentage of messages sent late or queued, and of answers read late. The default is
     * {@value #DEFAULT_MAX_BEHIND} for a timed run. For a ping and for a run with a fixed number of messages there is
     * no limit by default.
     */
    double maxBehind(LoadReport report) {
        if (maxBehind != null) {
            return maxBehind.value();
        }
        return ping || !report.plan().profile().isTimed() ? ALL : DEFAULT_MAX_BEHIND;
    }

    /** Returns the verdict of the run. */
    Verdict verdict(LoadReport report) {
        return requirements == null
                ? report.verdict(maxLoss.value(), maxBehind(report))
                : report.verdict(requirements, maxBehind(report));
    }

    /** Returns the percentage of messages that may be lost or late. */
    double maxLoss() {
        return maxLoss.value();
    }

    /** Returns the conditions that decide the verdict; empty without {@code --require}. */
    List<Requirement> requirements() {
        return requirements == null ? List.of() : requirements.all();
    }

    /** Returns the unmet requirements, as they were written. */
    List<String> unmet(LoadReport report) {
        return requirements == null ? List.of() : requirements.unmet(report);
    }

    /** Returns the exit status. */
    int status(LoadReport report) {
        if (report.result().endReason() == EndReason.STOPPED) {
            return INTERRUPTED;
        }
        return switch (verdict(report)) {
            case GOOD -> GOOD;
            case BAD -> BAD;
            case LIMITED -> LIMITED;
        };
    }
}
