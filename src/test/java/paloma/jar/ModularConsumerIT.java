package paloma.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** A modular project that embeds Paloma: its module path is the jar, without the optional libraries. */
class ModularConsumerIT {
    private static final Path JAR = Path.of(System.getProperty("paloma.jar"));

    private static final String MAIN = """
            package consumer;

            import paloma.Limits;
            import paloma.client.Client;
            import paloma.client.ClientOptions;
            import paloma.server.Server;
            import paloma.server.ServerOptions;

            public final class Main {
                public static void main(String[] args) throws Exception {
                    ServerOptions options = ServerOptions.on(0).withLimits(Limits.DEFAULTS);
                    try (Server server = Server.open(options, (session, message) -> session.send(message));
                            Client client = Client.open(
                                    ClientOptions.to("localhost", server.localAddress().getPort())
                                            .withRequestTimeout(java.time.Duration.ofMinutes(2)))) {
                        System.out.println(client.request("paloma").get());
                    }
                    for (String library : new String[] {"info.picocli", "org.jline.reader"}) {
                        System.out.println(library + " " + ModuleLayer.boot().findModule(library).isPresent());
                    }
                    System.out.println(Main.class.getModule().getName());
                }
            }
            """;

    @TempDir
    private Path project;

    @BeforeEach
    void copyTheJarWithoutItsLibraries() throws IOException {
        Files.copy(JAR, project.resolve("paloma.jar"));
        source("module-info.java", "module consumer { requires paloma; }");
    }

    @Test
    void serverAndClientWorkWithoutTheOptionalLibraries() throws IOException {
        source("consumer/Main.java", MAIN);
        assertEquals("", compile("consumer/Main.java"));
        String modulePath = project + File.pathSeparator + project.resolve("paloma.jar");
        try (PalomaProcess main = Launch.java("--module-path", modulePath, "--module", "consumer/consumer.Main")
                .start()) {
            int status = main.awaitExit();
            assertEquals("", main.stderr());
            assertEquals("paloma\ninfo.picocli false\norg.jline.reader false\nconsumer\n", main.stdout());
            assertEquals(0, status);
        }
    }

    @Test
    @Tag("long")
    void flightRecorderGetsEventsOfAProgramThatRequiresIt() throws IOException {
        source("module-info.java", "module consumer { requires paloma; requires jdk.jfr; }");
        source("consumer/Main.java", MAIN);
        assertEquals("", compile("consumer/Main.java"));
        Path recording = project.resolve("paloma.jfr");
        String modulePath = project + File.pathSeparator + project.resolve("paloma.jar");
        try (PalomaProcess main = Launch.java(
                        "-XX:StartFlightRecording=filename=" + recording,
                        "--module-path",
                        modulePath,
                        "--module",
                        "consumer/consumer.Main")
                .start()) {
            assertEquals(0, main.awaitExit(), main.stderr());
        }
        Set<String> events = RecordingFile.readAllEvents(recording).stream()
                .map(event -> event.getEventType().getName())
                .collect(Collectors.toSet());
        assertTrue(events.containsAll(Set.of("paloma.SessionOpened", "paloma.SessionClosed")), events.toString());
    }

    @Test
    void unexportedPackagesCannotBeNamed() throws IOException {
        ModuleDescriptor module =
                ModuleFinder.of(JAR).find("paloma").orElseThrow().descriptor();
        Set<String> inside = new TreeSet<>(module.packages());
        module.exports().forEach(exported -> inside.remove(exported.source()));
        assertTrue(inside.contains("paloma.cli"), inside.toString());
        for (String name : inside) {
            source("consumer/Intruder.java", "package consumer; import " + name + ".*; class Intruder {}");
            String errors = compile("consumer/Intruder.java");
            assertTrue(errors.contains("package " + name + " is not visible"), name + ": " + errors);
        }
    }

    private void source(String name, String text) throws IOException {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Returns the compiler's errors; empty on success. */
    private String compile(String source) throws IOException {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        StringWriter output = new StringWriter();
        try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
            boolean compiled = javac.getTask(
                            output,
                            files,
                            null,
                            List.of(
                                    "--release",
                                    "17",
                                    "-Xlint:all",
                                    "-Werror",
                                    "--module-path",
                                    project.resolve("paloma.jar").toString(),
                                    "-d",
                                    project.toString()),
                            null,
                            files.getJavaFileObjects(project.resolve("module-info.java"), project.resolve(source)))
                    .call();
            assertEquals(compiled, output.toString().isEmpty(), output.toString());
        }
        return output.toString();
    }
}
