package paloma.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import paloma.house.Timeouts;

/**
 * An answer over HTTP, read from a plain socket.
 *
 * @param headers with their names in lower case
 */
public record HttpAnswer(int status, Map<String, String> headers, String body) {
    private static final String END_OF_HEADERS = "\r\n\r\n";

    /** GET of {@code path} on port {@code port} of 127.0.0.1. */
    public static HttpAnswer get(int port, String path) {
        return request(port, "GET", path);
    }

    /** Another method. The request is repeated when the server cuts it off, as it does on a busy machine. */
    public static HttpAnswer request(int port, String method, String path) {
        String answer = Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(Timeouts.LIMIT)
                .until(() -> exchange(port, method, path), text -> text.contains(END_OF_HEADERS));
        return parse(answer);
    }

    private static String exchange(int port, String method, String path) {
        try (Socket socket = connect(port)) {
            send(socket, method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            return readToEnd(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout((int) Timeouts.LIMIT.toMillis());
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        return socket;
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** What is received until the server closes the connection, in order or by a reset. */
    static String readToEnd(Socket socket) {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(received);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection is still open", e);
        } catch (IOException e) {
            // A reset: the server had not read everything.
        }
        return received.toString(StandardCharsets.UTF_8);
    }

    private static HttpAnswer parse(String text) {
        int end = text.indexOf(END_OF_HEADERS);
        String[] lines = text.substring(0, end).split("\r\n");
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            String[] header = lines[i].split(": *", 2);
            headers.put(header[0].toLowerCase(), header[1]);
        }
        return new HttpAnswer(
                Integer.parseInt(lines[0].split(" ")[1]), headers, text.substring(end + END_OF_HEADERS.length()));
    }
}
