package paloma.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** <em>Any thread.</em> Everything that came out of one stream of a process so far, read by a thread of its own. */
final class Output {
    private final StringBuilder text = new StringBuilder();
    private final Thread reader;

    Output(InputStream stream, String name) {
        this.reader = new Thread(() -> read(stream), name);
        reader.setDaemon(true);
        reader.start();
    }

    /** All output, including an unfinished line. */
    synchronized String text() {
        return text.toString();
    }

    /** The finished lines; text after the last line break is one of them only once the stream has ended. */
    List<String> lines() {
        boolean ended = ended();
        String all = text();
        String finished = ended ? all : all.substring(0, all.lastIndexOf('\n') + 1);
        return finished.lines().toList();
    }

    boolean ended() {
        return !reader.isAlive();
    }

    /** Waits for the end of the stream; false when it stays open, because a process still holds the other end. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        reader.join(limit.toMillis());
        return ended();
    }

    private void read(InputStream stream) {
        char[] some = new char[8_192];
        try (Reader in = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                synchronized (this) {
                    text.append(some, 0, n);
                }
            }
        } catch (IOException e) {
            // The JDK closes the pipe of a killed process; earlier output stays readable.
        }
    }
}
