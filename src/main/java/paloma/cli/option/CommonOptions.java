package paloma.cli.option;

import paloma.cli.text.Language;
import picocli.CommandLine.Option;

/** <em>Main thread.</em> The options of every command. */
public final class CommonOptions {
    @Option(names = "--lang", paramLabel = "es|en", defaultValue = "es")
    private Language language;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true)
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true)
    private boolean version;
}
