package paloma.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The matcher in the documentation of {@link Client#request(ByteBuffer)} compiles, and distinguishes a late answer.
 */
class MatcherExampleTest {
    private static final long TIMEOUT_NANOS = 2_000_000_000L;

    @TempDir
    private Path dir;

    /** A number in four bytes, and text. */
    private static ByteBuffer numbered(int number, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + bytes.length).putInt(number).put(bytes).flip();
    }

    @Test
    void lateAnswerDoesNotMatchAnotherRequest() throws Exception {
        HandClient client = new HandClient(example());
        List<ByteBuffer> received = new ArrayList<>();
        client.protocol.listeners().onMessage(received::add);
        CompletableFuture<ByteBuffer> first = client.protocol.request(numbered(1, "hola"));
        client.reactor.settleAt(TIMEOUT_NANOS);
        assertTrue(first.isCompletedExceptionally());
        CompletableFuture<ByteBuffer> second = client.protocol.request(numbered(2, "a"));
        client.reactor.settle();
        client.socket.arrives(
                HandClient.SERVER, numbered(1, "Tu mensaje fue: hola").array());
        client.socket.arrives(HandClient.SERVER, new byte[] {0, 0, 0});
        client.reactor.settle();
        assertFalse(second.isDone());
        client.socket.arrives(
                HandClient.SERVER, numbered(2, "Tu mensaje fue: a").array());
        client.reactor.settle();
        assertEquals(numbered(2, "Tu mensaje fue: a"), second.join());
        assertEquals(2, received.size());
    }

    private ClientOptions example() throws Exception {
        String source = Files.readString(Path.of("src/main/java/paloma/client/Client.java"));
        String example = Pattern.compile("<pre>\\{@code\n(.*?)\\}</pre>", Pattern.DOTALL)
                .matcher(source)
                .results()
                .map((MatchResult match) -> match.group(1).replaceAll("(?m)^ *\\* ?", ""))
                .filter(code -> code.contains("withMatcher"))
                .findFirst()
                .orElseThrow();
        String program = "public class Example { public static paloma.client.ClientOptions options() {\n"
                + example.replace("ClientOptions", "paloma.client.ClientOptions") + "return options; } }\n";
        Path file = Files.writeString(dir.resolve("Example.java"), program);
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        String classes = Path.of("target", "classes").toString();
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        messages,
                        messages,
                        "-Xlint:all",
                        "-Werror",
                        "-cp",
                        classes,
                        "-d",
                        dir.toString(),
                        file.toString());
        assertEquals(0, status, program + messages.toString(StandardCharsets.UTF_8));
        try (URLClassLoader loader = new URLClassLoader(new URL[] {dir.toUri().toURL()})) {
            return (ClientOptions)
                    loader.loadClass("Example").getMethod("options").invoke(null);
        }
    }
}
