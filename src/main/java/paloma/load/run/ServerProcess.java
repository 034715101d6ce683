package paloma.load.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * <em>Any thread.</em> A server in a separate process: started by the run on a free port, and stopped at its end.
 */
public final class ServerProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile(".*:(\\d{1,5})\\s*");
    private static final long START_SECONDS = 30;
    private static final long STOP_SECONDS = 10;

    private final Process process;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();

    private ServerProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "paloma-load-server");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts the server and waits for the line with its port.
     *
     * @param mainClass a server on this class path that ends a line on its standard output with {@code :<port>}
     */
    public static ServerProcess start(String mainClass, List<String> arguments)
            throws IOException, InterruptedException, LoadException {
        List<String> encoded = Utf8Main.encoded(mainClass, arguments);
        ServerProcess server = of(JavaProcess.running(List.of(), Utf8Main.class.getName(), encoded)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        try {
            server.port.get(START_SECONDS, TimeUnit.SECONDS);
            return server;
        } catch (ExecutionException | TimeoutException e) {
            throw new LoadException(LoadException.Problem.SERVER_NOT_LISTENING, server.stop());
        } catch (Throwable e) {
            server.stop();
            throw e;
        }
    }

    private static ServerProcess of(Process process) {
        try {
            return new ServerProcess(process);
        } catch (Throwable e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** The server's port. */
    public int port() {
        return port.join();
    }

    /** The processor time of the server up to now, where the system reports it. */
    OptionalLong cpuNanos() {
        return ResultRecorder.cpuNanos(process.toHandle());
    }

    /** Stops the server, kills it after {@value #STOP_SECONDS} seconds, and returns its exit status. */
    public int stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return process.onExit().join().exitValue();
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** Reads all output of the server, so that it never blocks on the pipe. */
    private void read() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Matcher listening = LISTENING.matcher(line);
                if (listening.matches()) {
                    port.complete(Integer.parseInt(listening.group(1)));
                }
            }
        } catch (IOException e) {
            // Like the end of output.
        } finally {
            port.completeExceptionally(new IOException("the server ended"));
        }
    }
}
