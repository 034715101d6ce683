package paloma.release;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import paloma.pages.MarkdownPage;
import paloma.process.Ports;

/**
 * <em>Main thread.</em> A Maven project outside of this checkout. Its dependencies are those that a page shows, resolved from
 * a repository into which Paloma was installed, and its sources are the programs of that page.
 */
final class OutsideProject {
    /** Ends a program that hangs. */
    static final long TIMEOUT_SECONDS = 300;

    private final Path directory;
    private final String classPath;

    private OutsideProject(Path directory, String classPath) {
        this.directory = directory;
        this.classPath = classPath;
    }

    /** Writes the project and compiles it; the programs use a free port instead of 8080. */
    static OutsideProject compile(Path page, Path directory, Path repository) throws IOException, InterruptedException {
        List<MarkdownPage.Block> blocks = MarkdownPage.of(page).blocks();
        String dependencies = blocks.stream()
                .filter(block -> block.kind().equals("xml"))
                .map(MarkdownPage.Block::body)
                .collect(Collectors.joining());
        Path sources = Files.createDirectories(directory.resolve("src/main/java"));
        Files.writeString(directory.resolve("pom.xml"), pom(dependencies));
        int port = Ports.free();
        for (MarkdownPage.Block block : blocks) {
            if (block.isJava()) {
                Files.writeString(
                        sources.resolve(nameOf(block.body()) + ".java"),
                        block.body().replace("8080", Integer.toString(port)));
            }
        }
        Path libraries = directory.resolve("class-path");
        run(
                directory,
                "mvn",
                "-B",
                "-ntp",
                "-q",
                "-Dstyle.color=never",
                "-Dmaven.repo.local=" + repository.toAbsolutePath(),
                "compile",
                "org.apache.maven.plugins:maven-dependency-plugin:" + versionOf("maven-dependency-plugin")
                        + ":build-classpath",
                "-Dmdep.outputFile=" + libraries.toAbsolutePath());
        return new OutsideProject(directory, Files.readString(libraries).strip());
    }

    private static String pom(String dependencies) throws IOException {
        return """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>outside</groupId>
                  <artifactId>outside</artifactId>
                  <version>1</version>
                  <properties>
                    <maven.compiler.release>17</maven.compiler.release>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                  </properties>
                  <dependencies>
                %s  </dependencies>
                  <build>
                    <plugins>
                      <plugin>
                        <artifactId>maven-resources-plugin</artifactId>
                        <version>%s</version>
                      </plugin>
                      <plugin>
                        <artifactId>maven-compiler-plugin</artifactId>
                        <version>%s</version>
                      </plugin>
                    </plugins>
                  </build>
                </project>
                """.formatted(dependencies, versionOf("maven-resources-plugin"), versionOf("maven-compiler-plugin"));
    }

    /** The version that this repository's own build uses, which is there already. */
    private static String versionOf(String plugin) throws IOException {
        String poms = Files.readString(Path.of("pom.xml")) + Files.readString(Path.of("src/pom.xml"));
        Matcher found = Pattern.compile("<artifactId>" + plugin + "</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(poms);
        if (!found.find()) {
            throw new IllegalStateException("no version of " + plugin + " in pom.xml or src/pom.xml");
        }
        return found.group(1);
    }

    private static String nameOf(String program) {
        return program.replaceAll("(?s).*public class (\\w+).*", "$1");
    }

    /** File names of the libraries that the dependencies brought. */
    List<String> libraries() {
        List<String> names = new ArrayList<>();
        for (String library : classPath.split(File.pathSeparator)) {
            names.add(Path.of(library).getFileName().toString());
        }
        return names;
    }

    /** Starts the program; its output goes to the file that {@link #outputOf} reads. */
    Process start(String program) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        directory.resolve("target/classes") + File.pathSeparator + classPath,
                        program)
                .redirectErrorStream(true)
                .redirectOutput(output(program).toFile())
                .start();
    }

    /** All that the program has printed. */
    String outputOf(String program) throws IOException {
        return Files.readString(output(program));
    }

    private Path output(String program) {
        return directory.resolve(program + ".out");
    }

    private static void run(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed:\n" + output);
        }
    }
}
