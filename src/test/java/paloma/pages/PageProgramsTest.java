package paloma.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paloma.client.Client;
import paloma.client.ClientOptions;
import paloma.house.Timeouts;
import paloma.process.Ports;

/** The programs of the pages compile and work, and those of README have ten lines. */
class PageProgramsTest {
    /** The programs run here; {@link PagesTest} fails when a page has another one. */
    static final List<String> PROGRAMS = List.of("EchoServer", "HelloClient", "ChatServer");

    private static final Duration LIMIT = Timeouts.LIMIT;
    private static final Path CLASSES = Path.of("target", "classes");

    @TempDir
    private Path dir;

    @Test
    void serverAndClientOfThePagesCompileAndWork() throws Exception {
        int port = Ports.free();
        for (String program : List.of(program("EchoServer"), program("HelloClient"))) {
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

    /** A client that enters a room and sends nothing receives all its lines, and nothing else. */
    @Test
    void silentMembersOfARoomReceiveEveryLine() throws Exception {
        int port = Ports.free();
        String program = program("ChatServer");
        assertTrue(codeLines(program) <= 35, program);
        compile(program.replace("8080", Integer.toString(port)));
        Process server = java("ChatServer");
        ClientOptions options = ClientOptions.to("127.0.0.1", port).withRequestTimeout(LIMIT);
        try (Member listener = new Member(options);
                Member foreigner = new Member(options.withValidation(false));
                Member elsewhere = new Member(options);
                Member sender = new Member(options)) {
            listener.enter("kitchen");
            foreigner.enter("kitchen");
            elsewhere.enter("hall");
            sender.enter("kitchen");
            List<String> lines = Stream.of("1", "2", "3 " + "x".repeat(1_000), "4", "5", "6", "7", "8")
                    .toList();
            lines.forEach(sender.client::send);
            for (String line : lines) {
                String expected = sender.client.localAddress().getPort() + ": " + line;
                assertEquals(expected, listener.nextLine());
                assertEquals(expected, foreigner.nextLine());
            }
            assertTrue(elsewhere.received.isEmpty());
            assertTrue(sender.received.isEmpty());
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    /** A client in a room, and the lines it receives there. */
    private static final class Member implements AutoCloseable {
        final Client client;
        final BlockingQueue<String> received = new LinkedBlockingQueue<>();

        Member(ClientOptions options) throws IOException {
            client = Client.open(options)
                    .onMessage(line -> received.add(new String(line.array(), StandardCharsets.UTF_8)));
        }

        void enter(String room) {
            String[] answer = {null};
            // The server may not be up yet.
            Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> {
                answer[0] = client.request("hi").get();
                return answer[0].startsWith("To enter a room, send: ");
            });
            String ticket = answer[0].split(" ")[5];
            assertEquals(
                    "You are in " + room, client.request(ticket + " " + room).join());
        }

        String nextLine() throws InterruptedException {
            return received.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            client.close();
        }
    }

    private static String program(String name) throws IOException {
        return MarkdownPage.allBlocks().stream()
                .filter(block -> block.isJava() && nameOf(block.body()).equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no page has a program " + name))
                .body();
    }

    /** The name of the class. */
    static String nameOf(String program) {
        return program.replaceAll("(?s).*public class (\\w+).*", "$1");
    }

    private static long codeLines(String program) {
        return program.lines()
                .filter(line -> !line.isBlank() && !line.equals("}"))
                .count();
    }

    private void compile(String program) throws IOException {
        String name = nameOf(program);
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
            assertTrue(process.waitFor(Timeouts.SECONDS, TimeUnit.SECONDS));
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
}
