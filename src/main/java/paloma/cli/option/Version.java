package paloma.cli.option;

import paloma.lifecycle.BuildVersion;
import picocli.CommandLine.IVersionProvider;

/** <em>Main thread.</em> Prints {@code paloma 0.2.0}. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"paloma " + BuildVersion.text()};
    }
}
