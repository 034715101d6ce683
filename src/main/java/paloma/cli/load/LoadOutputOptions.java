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
import paloma.load.report.Verdict;
import picocli.CommandLine.Option;

/** <em>Main thread.</em> The options of {@code paloma load} that say what comes of a run: files and an exit status. */
final class LoadOutputOptions {
    static final int GOOD = 0;
    static final int BAD = 1;
    static final int LIMITED = 4;
    static final int INTERRUPTED = 130;

    private static final double MAX_BEHIND = 1;
    private static final double ALL = 100;

    @Option(names = "--max-loss", paramLabel = "PERCENT", defaultValue = "0", converter = Percent.Converter.class)
    private Percent maxLoss;

    @Option(names = "--require", paramLabel = "LIST")
    private Requirements required;

    @Option(names = "--max-behind", paramLabel = "PERCENT", converter = Percent.Converter.class)
    private Percent maxBehind;

    @Option(names = "--json", paramLabel = "FILE")
    private Path json;

    @Option(names = "--hdr", paramLabel = "FILE")
    private Path hdr;

    @Option(names = "--html", paramLabel = "FILE")
    private Path html;

    private boolean ping;

    /** By the names of their options, in the order in which they are written. */
    private final Map<String, OutputFile> files = new LinkedHashMap<>();

    /** The file for all figures; null when none was asked for. */
    OutputFile json() {
        return files.get("--json");
    }

    /** The file for the histograms; null when none was asked for. */
    OutputFile hdr() {
        return files.get("--hdr");
    }

    /** The file for the page; null when none was asked for. */
    OutputFile html() {
        return files.get("--html");
    }

    /**
     * Before the run rather than after it, and before the files are asked for.
     *
     * @throws CommandException when a file cannot be written, or is to hold two things
     */
    void requirePlaces(Messages words) {
        require("--json", json, words);
        require("--hdr", hdr, words);
        require("--html", html, words);
    }

    private void require(String option, Path path, Messages words) {
        if (path == null) {
            return;
        }
        OutputFile file = OutputFile.at(path, words);
        files.forEach((before, other) -> {
            if (file.isSameFileAs(other)) {
                throw new CommandException(CommandException.WRONG_USE, words.say("load.same-file", before, option));
            }
        });
        files.put(option, file);
    }

    /** The run is a ping: of so few messages one that is late, as the very first is, is no share to judge by. */
    void ofPing() {
        ping = true;
    }

    /**
     * Percent of messages that may be behind or queued, and of answers that may be held up. When nobody says how much: all
     * of a ping, and all of a run that has a number of messages answered, however long that takes; their share is told, and
     * no more.
     */
    double maxBehind(LoadReport report) {
        if (maxBehind != null) {
            return maxBehind.value();
        }
        return ping || !report.plan().tempo().isTimed() ? ALL : MAX_BEHIND;
    }

    /** How good the run was. */
    Verdict verdict(LoadReport report) {
        return required == null
                ? report.verdict(maxLoss.value(), maxBehind(report))
                : report.verdict(required, maxBehind(report));
    }

    /** The requirements that were not met, as they were written. */
    List<String> unmet(LoadReport report) {
        return required == null ? List.of() : required.unmet(report);
    }

    /** The exit status. */
    int status(LoadReport report) {
        if (report.result().ending() == EndReason.STOPPED) {
            return INTERRUPTED;
        }
        return switch (verdict(report)) {
            case GOOD -> GOOD;
            case BAD -> BAD;
            case LIMITED -> LIMITED;
        };
    }
}
