package paloma.cli.output;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import paloma.cli.text.CommandException;
import paloma.cli.text.Messages;
import paloma.cli.text.SafeText;

/** <em>Main thread.</em> Parses file names. A JVM under a POSIX locale can encode only ASCII names. */
public final class FileNames {
    private FileNames() {}

    /**
     * Returns the path of that name.
     *
     * @throws CommandException when this JVM cannot encode it or the working directory
     */
    public static Path parse(String name, Messages texts) {
        try {
            Path path = Path.of(name);
            if (path.isAbsolute() || canEncodeWorkingDirectory()) {
                return path;
            }
        } catch (InvalidPathException e) {
            // Reported like an unencodable directory.
        }
        throw new CommandException(CommandException.USAGE_ERROR, texts.format("not-written.locale", SafeText.of(name)));
    }

    /** An unencodable character is replaced in {@code user.dir}, which then names no directory. */
    private static boolean canEncodeWorkingDirectory() {
        String directory = System.getProperty("user.dir");
        return directory.indexOf('?') < 0 && directory.indexOf('\ufffd') < 0 || Files.isDirectory(Path.of(directory));
    }
}
