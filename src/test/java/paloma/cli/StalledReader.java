package paloma.cli;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** <em>Any thread.</em> Used by one thread. The reading end of a pipe; reads only the first line. */
public final class StalledReader implements AutoCloseable {
    /** More lines than fit the pipe (64 KiB), the printer's queue and its current chunk. */
    public static final int MESSAGES = 10_000;

    private static final int MESSAGES_PER_PIPE = 1_000;
    private static final String MESSAGE = "x".repeat(150);

    private final Path path;
    private InputStream in;

    public StalledReader(Path folder) throws IOException {
        path = folder.resolve("pipe");
        try (PalomaProcess mkfifo = Launch.command("mkfifo", path.toString()).start()) {
            if (mkfifo.awaitExit() != 0) {
                throw new IOException(mkfifo.stderr());
            }
        }
    }

    public Path path() {
        return path;
    }

    /** Waits for the writer. */
    public void open() throws IOException {
        in = new FileInputStream(path.toFile());
    }

    public String firstLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Makes the server print {@link #MESSAGES} lines; each message is answered although the pipe is not read. */
    public void fill(Peer peer) {
        exchange(peer, MESSAGES);
    }

    /** Makes the server print more than the pipe holds. */
    public void stall(Peer peer) {
        exchange(peer, MESSAGES_PER_PIPE);
    }

    private static void exchange(Peer peer, int messages) {
        String answer = "Tu mensaje fue: " + MESSAGE;
        for (int i = 0; i < messages; i++) {
            String received = peer.request(MESSAGE);
            if (!received.equals(answer)) {
                throw new AssertionError("message " + i + " was answered " + received);
            }
        }
    }

    /** Starts a process that reads and prints the rest. */
    public PalomaProcess readRest() {
        return Launch.command("cat", path.toString()).start();
    }

    /** Closes the reading end. */
    public void closeReader() throws IOException {
        if (in != null) {
            in.close();
        }
    }

    @Override
    public void close() throws IOException {
        closeReader();
    }
}
