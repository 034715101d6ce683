package paloma.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import paloma.load.Ending;
import paloma.load.Report;
import paloma.load.Requirements;
import paloma.load.Verdict;
import picocli.CommandLine.Option;

/** <em>Main thread.</em> The options of {@code paloma load} that say what comes of a run: files and an exit status. */
final class LoadOutcome {
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

    Path html() {
        return html;
    }

    Path json() {
        return json;
    }

    Path hdr() {
        return hdr;
    }

    /** Refuses a file that cannot be written, before the run rather than after it. */
    void requirePlaces(Words words) {
        Stream.of(json, hdr, html).filter(Objects::nonNull).forEach(file -> ReportFile.at(file, words));
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
    double maxBehind(Report report) {
        if (maxBehind != null) {
            return maxBehind.value();
        }
        return ping || !report.plan().tempo().isTimed() ? ALL : MAX_BEHIND;
    }

    /** How good the run was. */
    Verdict verdict(Report report) {
        return required == null
                ? report.verdict(maxLoss.value(), maxBehind(report))
                : report.verdict(required, maxBehind(report));
    }

    /** The requirements that were not met, as they were written. */
    List<String> unmet(Report report) {
        return required == null ? List.of() : required.unmet(report);
    }

    /** The exit status. */
    int status(Report report) {
        if (report.result().ending() == Ending.STOPPED) {
            return INTERRUPTED;
        }
        return switch (verdict(report)) {
            case GOOD -> GOOD;
            case BAD -> BAD;
            case LIMITED -> LIMITED;
        };
    }
}
