package paloma.bench.contest;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * <em>Immutable.</em> The end of a command whose standard input was empty.
 *
 * @param output its standard output and error together, without white space at both ends
 */
record Exit(int status, String output) {
    private static final long LIMIT_SECONDS = 60;

    /** Runs a command. Throws {@link IOException} if it does not exit within a minute. */
    static Exit of(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes()).strip();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + " did not exit within " + LIMIT_SECONDS + " s");
        }
        return new Exit(process.exitValue(), output);
    }
}
