package paloma.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** House rules on the text of the sources. */
class SourcesTest {
    private static final List<String> AT_THE_TOP = List.of(
            ".ci", ".editorconfig", ".github", ".gitignore", "Makefile", "README.md", "pom.xml", "scripts", "src");
    /** Paths of one machine: home directories, work places, temporary directories. */
    private static final Pattern PATH_OF_ONE_MACHINE =
            Pattern.compile("(?<![\\w.*])/(?:home|root|Users|work|workspace|mnt|tmp)/\\w");

    private static final int MAX_LINES_OF_CODE = 400;
    private static final Pattern COMMENT_OR_BLANK = Pattern.compile("\\s*(?:(?://|/?\\*).*)?");

    @Test
    void topLevelHoldsOnlyAllowedEntries() throws IOException {
        List<String> ignored = new ArrayList<>(Files.readAllLines(Path.of(".gitignore")));
        ignored.add(".git");
        try (Stream<Path> top = Files.list(Path.of(""))) {
            List<String> strangers = top.map(Path::toString)
                    .filter(name -> !AT_THE_TOP.contains(name))
                    .filter(name -> ignored.stream().noneMatch(pattern -> matches(pattern, name)))
                    .toList();
            assertEquals(List.of(), strangers);
        }
    }

    @Test
    void noFileNamesAPathOfOneMachine() throws IOException {
        List<String> named = new ArrayList<>();
        for (Path file : ours()) {
            lines(file).stream()
                    .filter(line -> PATH_OF_ONE_MACHINE.matcher(line).find())
                    .forEach(line -> named.add(file + ": " + line.strip()));
        }
        assertEquals(List.of(), named);
    }

    @Test
    void sourceFilesAreBoundedInLength() throws IOException {
        List<String> grown = new ArrayList<>();
        for (Path file : ours()) {
            long lines = lines(file).stream()
                    .filter(line -> !COMMENT_OR_BLANK.matcher(line).matches())
                    .count();
            if (file.toString().contains("src/main/java") && lines > MAX_LINES_OF_CODE) {
                grown.add(file + " has " + lines + " lines of code");
            }
        }
        assertEquals(List.of(), grown);
    }

    private static List<Path> ours() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String name : AT_THE_TOP) {
            try (Stream<Path> below = Files.exists(Path.of(name)) ? Files.walk(Path.of(name)) : Stream.of()) {
                below.filter(Files::isRegularFile).forEach(files::add);
            }
        }
        return files;
    }

    /** Reads bytes, because test data need not be UTF-8. */
    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    }

    private static boolean matches(String pattern, String name) {
        String glob = pattern.endsWith("/") ? pattern.substring(0, pattern.length() - 1) : pattern;
        return FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(Path.of(name));
    }
}
