package paloma.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import paloma.CloseReason;
import paloma.DropReason;
import paloma.FailReason;
import paloma.UnsentReason;

/** The pages agree with the repository: files, targets, reasons, figures; and every program and command is run. */
class PagesTest {
    private static final int MAX_README_LINES = 200;
    private static final int MAX_LINE_LENGTH = 130;
    /** Six rows of six figures. */
    private static final int FIGURES = 36;

    private static final Pattern RUN_BY = Pattern.compile("run by (\\w+)");
    private static final Pattern NOT_RUN = Pattern.compile("not run: \\w.{10,}");
    private static final Path BENCHMARKS = MarkdownPage.SITE.resolve("benchmarks");
    private static final Path MAIN = Path.of("src/main/java");
    private static final Path TESTS = Path.of("src/test/java");

    @Test
    void readmeHasAtMostTwoHundredLines() throws IOException {
        List<String> lines = Files.readAllLines(MarkdownPage.README);
        assertTrue(lines.size() <= MAX_README_LINES, () -> lines.size() + " lines");
        assertEquals(
                List.of(),
                lines.stream().filter(line -> line.length() > MAX_LINE_LENGTH).toList());
    }

    @Test
    void everyProgramAndCommandIsRunOrHasAReason() throws IOException {
        List<String> problems = new ArrayList<>();
        for (MarkdownPage.Block block : MarkdownPage.allBlocks()) {
            if (!block.marker().isEmpty()) {
                if (!isRun(block) && !NOT_RUN.matcher(block.marker()).matches()) {
                    problems.add(block + " is marked: " + block.marker());
                }
            } else if (block.isShell()) {
                block.commands().stream()
                        .filter(command -> !PageCommandsIT.canRun(command))
                        .forEach(command -> problems.add(command + " is run by no test"));
            } else if (block.isJava() && !PageProgramsTest.PROGRAMS.contains(PageProgramsTest.nameOf(block.body()))) {
                problems.add(block + " is run by no test");
            }
        }
        assertEquals(List.of(), problems);
    }

    /** By a test that names the page. */
    private static boolean isRun(MarkdownPage.Block block) throws IOException {
        var marker = RUN_BY.matcher(block.marker());
        if (!marker.matches()) {
            return false;
        }
        String name = marker.group(1) + ".java";
        for (Path file : files(TESTS)) {
            if (file.endsWith(name)) {
                return Files.readString(file).contains("\"" + block.page().getFileName() + "\"");
            }
        }
        return false;
    }

    @Test
    void everyNamedTargetExists() throws IOException {
        Set<String> targets = found("(?m)^([a-z-]+):", Files.readString(Path.of("Makefile")));
        for (MarkdownPage page : MarkdownPage.all()) {
            for (String code : page.code()) {
                Set<String> named = found("(?m)(?:^|[ $\"(])make ([a-z][a-z-]*)", code);
                assertTrue(targets.containsAll(named), page.file() + ": " + named + " in " + code);
            }
        }
    }

    @Test
    void everyNamedFileExists() throws IOException {
        for (MarkdownPage page : MarkdownPage.all()) {
            for (String code : page.code()) {
                for (String named : found("(?<![\\w./<-])((?:scripts|src|\\.ci)/[\\w./-]*\\w)", code)) {
                    assertTrue(Files.exists(Path.of(named)), page.file() + ": " + named);
                }
            }
        }
    }

    @Test
    void everyLinkLeadsToAFileAndAHeading() throws IOException {
        List<String> broken = new ArrayList<>();
        for (MarkdownPage page : MarkdownPage.all()) {
            for (String link : found("\\]\\(([^)\\s]+)\\)", page.prose())) {
                if (link.matches("https?://.*")) {
                    continue;
                }
                String[] parts = link.split("#", 2);
                Path file = parts[0].isEmpty()
                        ? page.file()
                        : page.file().resolveSibling(parts[0]).normalize();
                if (!Files.exists(file)
                        || parts.length == 2 && !headings(MarkdownPage.of(file)).contains(parts[1])) {
                    broken.add(page.file() + ": " + link);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    /** As GitHub names them: lower case, dashes for spaces, no punctuation. */
    private static Set<String> headings(MarkdownPage page) {
        return found("(?m)^#+ (.+)$", page.prose()).stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} -]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void everyPageIsReachedFromReadme() throws IOException {
        Set<Path> reached = new TreeSet<>(Set.of(MarkdownPage.README));
        List<Path> next = new ArrayList<>(reached);
        while (!next.isEmpty()) {
            MarkdownPage page = MarkdownPage.of(next.remove(0));
            for (String link : found("\\]\\(([^)#\\s]+\\.md)", page.prose())) {
                Path file = page.file().resolveSibling(link).normalize();
                if (reached.add(file)) {
                    next.add(file);
                }
            }
        }
        assertEquals(
                List.of(),
                MarkdownPage.all().stream()
                        .map(MarkdownPage::file)
                        .filter(file -> !reached.contains(file))
                        .toList());
    }

    @Test
    void theLimitsPageHasEveryReason() throws IOException {
        String text = Files.readString(MarkdownPage.SITE.resolve("limits.md"));
        for (Enum<?>[] reasons :
                List.of(DropReason.values(), FailReason.values(), UnsentReason.values(), CloseReason.values())) {
            for (Enum<?> reason : reasons) {
                assertTrue(text.contains("`" + reason + "`"), reason::name);
            }
        }
    }

    @Test
    void everyClassOfTheArchitecturePageExists() throws IOException {
        Set<String> classes = Stream.of(MAIN, TESTS)
                .flatMap(folder -> files(folder).stream())
                .map(PagesTest::stem)
                .collect(Collectors.toSet());
        MarkdownPage page = MarkdownPage.of(MarkdownPage.SITE.resolve("architecture.md"));
        Set<String> missing = new TreeSet<>();
        for (String code : page.code()) {
            missing.addAll(found("(?<![.\\w])([A-Z][a-z]+(?:[A-Z][a-z]+)+)\\b", code));
        }
        missing.removeAll(classes);
        assertEquals(Set.of(), missing);
    }

    @Test
    void theArchitecturePageHasThePackagesInTheOrderOfTheirImports() throws IOException {
        List<String> packages = MarkdownPage.of(MarkdownPage.SITE.resolve("architecture.md")).firstCells().stream()
                .filter(cell -> cell.startsWith("`paloma"))
                .map(cell -> cell.replace("`", ""))
                .toList();
        Set<String> existing = new TreeSet<>();
        for (Path file : files(MAIN)) {
            if (file.toString().endsWith(".java") && !file.endsWith("module-info.java")) {
                String room = MAIN.relativize(file.getParent())
                        .toString()
                        .replace(file.getFileSystem().getSeparator(), ".");
                existing.add(room);
                for (String imported :
                        found("(?m)^import (?:static )?(paloma[a-z.]*)\\.[A-Z]", Files.readString(file))) {
                    assertTrue(
                            packages.indexOf(imported) <= packages.indexOf(room), () -> file + " imports " + imported);
                }
            }
        }
        assertEquals(existing, new TreeSet<>(packages));
        assertEquals(existing.size(), packages.size());
    }

    @Test
    void figuresOfReadmeAreThoseOfItsBenchmark() throws IOException {
        String readme = Files.readString(MarkdownPage.README);
        String section = readme.substring(readme.indexOf("## Figures"), readme.indexOf("## Platforms"));
        String benchmark = found("\\((src/site/markdown/benchmarks/[\\d-]+\\.md)\\)", section).stream()
                .findFirst()
                .orElseThrow();
        Set<String> measured = found("(?<![\\d.,])([\\d.,]*\\d)", Files.readString(Path.of(benchmark)));
        List<String> rows = section.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| |"))
                .toList();
        List<String> figures = rows.stream()
                .flatMap(row -> Stream.of(row.split("\\|")).skip(2))
                .map(cell -> cell.strip().replaceAll(" (µs|ms|MiB)$", ""))
                .toList();
        assertEquals(FIGURES, figures.size(), figures::toString);
        for (String figure : figures) {
            String plain = figure.length() < 6 ? figure.replace(",", "") : figure;
            assertTrue(measured.contains(plain), figure);
        }
    }

    @Test
    void everyBenchmarkHasTheDateOfItsNameAsTitle() throws IOException {
        for (Path file : files(BENCHMARKS)) {
            if (stem(file).matches("[\\d-]+")) {
                List<String> lines = Files.readAllLines(file);
                assertEquals("# Benchmark of " + stem(file), lines.get(0));
                assertTrue(lines.contains("- date: " + stem(file)), file::toString);
            }
        }
    }

    @Test
    void theCoordinatesOfThePagesAreThoseOfThePoms() throws IOException {
        String all = Files.readString(Path.of("src/pom.xml"));
        String group = first("<groupId>([^<]+)</", all);
        String version = first("<version>([^<]+)</", all);
        for (String pom : List.of("pom.xml", "src/bench/pom.xml", "src/addons/micrometer/pom.xml")) {
            assertEquals(version, first("<version>([^<]+)</", Files.readString(Path.of(pom))), pom);
        }
        String readme = Files.readString(MarkdownPage.README);
        assertTrue(readme.contains(dependency(group, "paloma", version)));
        assertTrue(readme.contains("implementation(\"" + group + ":paloma:" + version + "\")"));
        assertTrue(Files.readString(MarkdownPage.SITE.resolve("micrometer.md"))
                .contains(dependency(group, "paloma-micrometer", version)));
    }

    private static String dependency(String group, String artifact, String version) {
        return """
                <dependency>
                  <groupId>%s</groupId>
                  <artifactId>%s</artifactId>
                  <version>%s</version>
                </dependency>
                """.formatted(group, artifact, version);
    }

    private static String first(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .findFirst()
                .map(match -> match.group(1))
                .orElseThrow();
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> below = Files.walk(folder)) {
            return below.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String stem(Path file) {
        return file.getFileName().toString().replaceAll("\\.\\w+$", "");
    }
}
