package paloma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in README are what they are said to be: ten lines, complete, and working. */
class ReadmeTest {
    private static final Path CLASSES = Path.of("target", "classes");

    @TempDir
    private Path dir;

    @Test
    void theServerAndTheClientCompileAndTalk() throws Exception {
        int port = freePort();
        List<String> programs = programs();
        assertEquals(2, programs.size());
        for (String program : programs) {
            assertTrue(codeLines(program) <= 10, program);
            compile(program.replace("8080", Integer.toString(port)));
        }
        Process server = java("EchoServer");
        try {
            Awaitility.await().until(() -> "Hello, server!".equals(outputOf("HelloClient")));
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private static List<String> programs() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        return Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(readme)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static long codeLines(String program) {
        return program.lines()
                .filter(line -> !line.isBlank() && !line.equals("}"))
                .count();
    }

    private void compile(String program) throws IOException {
        String name = program.replaceAll("(?s).*public class (\\w+).*", "$1");
        Path source = Files.writeString(dir.resolve(name + ".java"), program);
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        messages,
                        messages,
                        "-Xlint:all",
                        "-Werror",
                        "-cp",
                        CLASSES.toString(),
                        "-d",
                        dir.toString(),
                        source.toString());
        assertEquals(0, status, messages.toString(StandardCharsets.UTF_8));
    }

    private String outputOf(String name) throws Exception {
        Process process = java(name);
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            return text;
        } finally {
            process.destroyForcibly();
        }
    }

    private Process java(String name) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classPath = CLASSES.toAbsolutePath() + System.getProperty("path.separator") + dir;
        return new ProcessBuilder(java.toString(), "-cp", classPath, name)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
