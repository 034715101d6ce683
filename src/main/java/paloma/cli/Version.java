package paloma.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** <em>Main thread.</em> {@code paloma 0.1.0}: from the jar's manifest, else from the module's descriptor. */
final class Version implements IVersionProvider {
    private static final String UNPACKAGED = "dev";

    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .or(() -> Optional.ofNullable(Main.class.getModule().getDescriptor())
                        .flatMap(module -> module.rawVersion()))
                .orElse(UNPACKAGED);
        return new String[] {"paloma " + version};
    }
}
