package paloma.cli.option;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** <em>Main thread.</em> Prints {@code paloma 0.2.0}, read from the jar's manifest, else from the module descriptor. */
public final class Version implements IVersionProvider {
    private static final String UNPACKAGED = "dev";

    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .or(() -> Optional.ofNullable(Version.class.getModule().getDescriptor())
                        .flatMap(module -> module.rawVersion()))
                .orElse(UNPACKAGED);
        return new String[] {"paloma " + version};
    }
}
