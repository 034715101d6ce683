package paloma.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import paloma.pages.MarkdownPage;

/**
 * <em>Main thread.</em> Checks what {@code scripts/install-into.sh} installed: {@code make release-check}. Arguments: the
 * repository, and a directory for projects that depend on it.
 */
final class ReleaseCheck {
    private static final Path LICENCE = Path.of("src/main/resources/META-INF/LICENSE");
    private static final Path ADDONS = Path.of("src/addons");

    private final Path repository;
    private final Path outside;

    private ReleaseCheck(Path repository, Path outside) {
        this.repository = repository;
        this.outside = outside;
    }

    public static void main(String[] args) throws Exception {
        ReleaseCheck check = new ReleaseCheck(Path.of(args[0]), Path.of(args[1]));
        List<PublishedProject> projects = check.projects();
        List<String> problems = new ArrayList<>();
        for (PublishedProject project : projects) {
            problems.addAll(project.problems());
        }
        if (problems.isEmpty()) {
            check.runReadme(problems);
            check.runMicrometerPage(problems);
        }
        problems.forEach(problem -> System.err.println("release-check: " + problem));
        if (!problems.isEmpty()) {
            System.exit(1);
        }
        for (PublishedProject project : projects) {
            print(project);
        }
    }

    private static void print(PublishedProject project) throws IOException {
        List<String> left = PublishedPom.read(project.file(".pom")).leftToTheOwner();
        System.out.println("release-check: " + project.artifactId() + " " + project.version()
                + ": jar, sources, Javadoc and POM are" + " complete"
                + (left.isEmpty() ? "" : "; left to the owner (CONTRIBUTING): " + String.join(", ", left)));
    }

    /** The library and all add-ons. */
    private List<PublishedProject> projects() throws IOException {
        List<PublishedProject> projects = new ArrayList<>();
        projects.add(project("paloma", Path.of("")));
        try (Stream<Path> addons = Files.list(ADDONS)) {
            for (Path addon : addons.sorted().toList()) {
                projects.add(project("paloma-" + addon.getFileName(), addon));
            }
        }
        return projects;
    }

    private PublishedProject project(String artifactId, Path directory) throws IOException {
        PublishedPom all = PublishedPom.read(Path.of("src/pom.xml"));
        return new PublishedProject(
                artifactId,
                all.version(),
                repository
                        .resolve(all.groupId().replace('.', '/'))
                        .resolve(artifactId)
                        .resolve(all.version()),
                directory.resolve("src/main/java"),
                LICENCE);
    }

    /** Server and client of README, with the jar and nothing else. */
    private void runReadme(List<String> problems) throws IOException, InterruptedException {
        OutsideProject project = OutsideProject.compile(
                MarkdownPage.README, Files.createDirectories(outside.resolve("readme")), repository);
        if (project.libraries().size() != 1) {
            problems.add("README's dependency brings " + project.libraries());
        }
        Process server = project.start("EchoServer");
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(OutsideProject.TIMEOUT_SECONDS);
            String answer = "";
            while (!answer.equals("Hello, server!") && server.isAlive() && System.nanoTime() < deadline) {
                // The server may not be up yet: the client then ends with an error.
                project.start("HelloClient").waitFor(OutsideProject.TIMEOUT_SECONDS, TimeUnit.SECONDS);
                answer = project.outputOf("HelloClient").strip();
            }
            if (!answer.equals("Hello, server!")) {
                problems.add("README's programs print: " + project.outputOf("EchoServer") + answer);
            }
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    /** The program of micrometer.md prints what a registry scrapes. */
    private void runMicrometerPage(List<String> problems) throws IOException, InterruptedException {
        OutsideProject project = OutsideProject.compile(
                MarkdownPage.SITE.resolve("micrometer.md"),
                Files.createDirectories(outside.resolve("micrometer")),
                repository);
        Process program = project.start("MeasuredServer");
        try {
            program.waitFor(OutsideProject.TIMEOUT_SECONDS, TimeUnit.SECONDS);
            String output = project.outputOf("MeasuredServer");
            if (!output.contains("\npaloma_messages_handled_total 1.0\n")) {
                problems.add("the program of micrometer.md prints: " + output);
            }
        } finally {
            program.destroyForcibly().waitFor();
        }
    }
}
