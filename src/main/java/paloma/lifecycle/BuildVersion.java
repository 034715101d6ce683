package paloma.lifecycle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * <em>Any thread.</em> The version of Paloma, from a resource that the build writes.
 * Unlike the manifest it is there without a jar, and in a jar that others packed.
 */
public final class BuildVersion {
    private static final String RESOURCE = "version.txt";

    private BuildVersion() {}

    /** The version as in the POM, for example {@code 0.2.0}. */
    public static String text() {
        return Holder.TEXT;
    }

    /** <em>Immutable.</em> Reads the resource on first use. */
    private static final class Holder {
        static final String TEXT = read();

        private static String read() {
            try (InputStream in = BuildVersion.class.getResourceAsStream(RESOURCE)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
