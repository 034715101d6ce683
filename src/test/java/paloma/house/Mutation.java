package paloma.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;

/**
 * <em>Immutable.</em> A change to one source file of the product, for tests that need a product with a fault in it.
 *
 * @param file below {@code src/main/java/paloma}
 * @param original what stands there exactly once
 * @param replacement what stands there instead
 */
public record Mutation(String file, String original, String replacement) {
    private static final Path SOURCES = Path.of("src", "main", "java", "paloma");

    /**
     * Compiles the changed file into {@code classes}, which precedes the class path of the code under test.
     *
     * @throws IllegalStateException when the source no longer contains the place, or the change does not compile
     */
    public void compileInto(Path classes) throws IOException {
        Path changed = classes.resolve(SOURCES.resolve(file).getFileName());
        Files.writeString(changed, changed());
        List<String> arguments = List.of(
                "-nowarn",
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                changed.toString());
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalStateException("does not compile: " + replacement);
        }
    }

    /**
     * The source with the change.
     *
     * @throws IllegalStateException when the source does not contain the place exactly once
     */
    public String changed() throws IOException {
        Path path = SOURCES.resolve(file);
        String source = Files.readString(path);
        int at = source.indexOf(original);
        if (at < 0 || source.indexOf(original, at + 1) >= 0) {
            throw new IllegalStateException("does not stand once in " + path + ": " + original);
        }
        return source.replace(original, replacement);
    }
}
