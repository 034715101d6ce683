package paloma.release;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * <em>Immutable.</em> A published project: its files in a repository, and its sources.
 *
 * @param files the directory of the version in the repository
 * @param sources the root of the Java sources
 * @param licence the text that each jar contains
 */
record PublishedProject(String artifactId, String version, Path files, Path sources, Path licence) {
    private static final String LICENCE = "META-INF/LICENSE";

    /** Every deviation from what a release must contain, each in one line. */
    List<String> problems() throws IOException {
        List<String> problems = new ArrayList<>();
        Path pom = file(".pom");
        if (Files.exists(pom)) {
            PublishedPom.read(pom)
                    .problems(artifactId, version)
                    .forEach(problem -> problems.add(name(pom) + " " + problem));
        } else {
            problems.add(name(pom) + " is missing");
        }
        for (String kind : List.of(".jar", "-sources.jar", "-javadoc.jar")) {
            Path jar = file(kind);
            if (!Files.exists(jar)) {
                problems.add(name(jar) + " is missing");
                continue;
            }
            try (JarFile open = new JarFile(jar.toFile())) {
                check(open, kind).forEach(problem -> problems.add(name(jar) + " " + problem));
            }
        }
        return problems;
    }

    Path file(String kind) {
        return files.resolve(artifactId + "-" + version + kind);
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private List<String> check(JarFile jar, String kind) throws IOException {
        List<String> problems = new ArrayList<>();
        byte[] found = content(jar, LICENCE);
        if (found == null) {
            problems.add("has no " + LICENCE);
        } else if (!Arrays.equals(found, Files.readAllBytes(licence))) {
            problems.add("has another text in " + LICENCE);
        }
        switch (kind) {
            case ".jar" -> checkClasses(jar, problems);
            case "-sources.jar" -> checkSources(jar, problems);
            default -> checkJavadoc(jar, problems);
        }
        return problems;
    }

    /** Classes are those of the sources: none is missing, and no test is among them. */
    private void checkClasses(JarFile jar, List<String> problems) throws IOException {
        Set<String> expected = javaFiles().stream()
                .map(file -> file.replaceFirst("\\.java$", ".class"))
                .filter(file -> !file.endsWith("package-info.class"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> found = entries(jar)
                .filter(entry ->
                        entry.endsWith(".class") && !entry.contains("$") && !entry.endsWith("package-info.class"))
                .collect(Collectors.toCollection(TreeSet::new));
        compare(expected, found, problems);
    }

    private void checkSources(JarFile jar, List<String> problems) throws IOException {
        Set<String> found =
                entries(jar).filter(entry -> entry.endsWith(".java")).collect(Collectors.toCollection(TreeSet::new));
        compare(new TreeSet<>(javaFiles()), found, problems);
        for (String file : javaFiles()) {
            byte[] packed = content(jar, file);
            if (packed != null && !Arrays.equals(packed, Files.readAllBytes(sources.resolve(file)))) {
                problems.add("has an old " + file);
            }
        }
    }

    /** Documented are the exported packages and no others. */
    private void checkJavadoc(JarFile jar, List<String> problems) throws IOException {
        if (content(jar, "index.html") == null) {
            problems.add("has no index.html");
        }
        byte[] list = content(jar, "element-list");
        Set<String> documented = new TreeSet<>();
        if (list != null) {
            new String(list, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("module:"))
                    .forEach(documented::add);
        }
        if (Files.exists(file(".jar"))) {
            compare(exports(), documented, problems);
        }
    }

    private Set<String> exports() {
        ModuleDescriptor module =
                ModuleFinder.of(file(".jar")).findAll().iterator().next().descriptor();
        return module.isAutomatic()
                ? module.packages()
                : module.exports().stream()
                        .filter(export -> !export.isQualified())
                        .map(ModuleDescriptor.Exports::source)
                        .collect(Collectors.toSet());
    }

    private static void compare(Set<String> expected, Set<String> found, List<String> problems) {
        expected.stream().filter(name -> !found.contains(name)).forEach(name -> problems.add("has no " + name));
        found.stream().filter(name -> !expected.contains(name)).forEach(name -> problems.add("has also " + name));
    }

    /** Relative to the root, with slashes. */
    private List<String> javaFiles() throws IOException {
        try (Stream<Path> below = Files.walk(sources)) {
            return below.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> sources.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    private static Stream<String> entries(JarFile jar) {
        return jar.stream().map(ZipEntry::getName);
    }

    /** Null without such an entry. */
    private static byte[] content(JarFile jar, String name) throws IOException {
        ZipEntry entry = jar.getEntry(name);
        return entry == null ? null : jar.getInputStream(entry).readAllBytes();
    }
}
