package paloma.cli.output;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import paloma.cli.text.CommandException;
import paloma.cli.text.Messages;
import paloma.cli.text.SafeText;

/** <em>Main thread.</em> Names of files, of which a JVM under a POSIX locale can express only those in ASCII. */
public final class FileNames {
    private FileNames() {}

    /**
     * The file of that name.
     *
     * @throws CommandException when this JVM cannot express it, or not the folder that it is relative to
     */
    public static Path path(String name, Messages words) {
        try {
            Path path = Path.of(name);
            if (path.isAbsolute() || canNameFolder()) {
                return path;
            }
        } catch (InvalidPathException e) {
            // As for a folder.
        }
        throw new CommandException(CommandException.WRONG_USE, words.say("not-written.locale", SafeText.text(name)));
    }

    /** What cannot be expressed stands as a replacement in the name of the folder, and names none. */
    private static boolean canNameFolder() {
        String folder = System.getProperty("user.dir");
        return folder.indexOf('?') < 0 && folder.indexOf('\ufffd') < 0 || Files.isDirectory(Path.of(folder));
    }
}
