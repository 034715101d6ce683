package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import paloma.house.Mutation;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** <em>Any thread.</em> Used by one thread. A server process on an ephemeral port, and its output. */
public final class RunningServer implements AutoCloseable {
    private static final Pattern LISTENING =
            Pattern.compile("(?:Servidor UDP escuchando en|UDP server listening on) \\S+:(?<port>\\d+)");
    private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

    private static final Pattern SESSION_ID = Pattern.compile("(?:ID de sesión|session ID) (?<id>" + UUID + ")$");

    private final PalomaProcess process;
    private final int port;
    private final List<Peer> peers = new ArrayList<>();

    private RunningServer(PalomaProcess process) {
        this.process = process;
        this.port = portOf(process.awaitStdout(line -> LISTENING.matcher(line).find()));
    }

    /** Starts a server with these options on an ephemeral port. */
    public static RunningServer start(String... options) {
        return start(launch(options));
    }

    public static RunningServer start(Launch launch) {
        PalomaProcess process = launch.start();
        try {
            return new RunningServer(process);
        } catch (AssertionError e) {
            process.close();
            throw e;
        }
    }

    /** Returns the launch of {@link #start(String...)}. */
    public static Launch launch(String... options) {
        return Launch.paloma(Stream.concat(Stream.of("server", "--port", "0"), Stream.of(options))
                .toArray(String[]::new));
    }

    /** Returns a launch with a mutated class, compiled into {@code classes}. */
    static Launch launch(Mutation fault, Path classes, String... options) throws IOException {
        fault.compileInto(classes);
        String classPath = classes + File.pathSeparator + System.getProperty("java.class.path");
        return Launch.java(Stream.concat(
                        Stream.of("-cp", classPath, "paloma.cli.Main", "server", "--port", "0"), Stream.of(options))
                .toArray(String[]::new));
    }

    /** Returns the port in the line of a listening server. */
    public static int portOf(String listening) {
        Matcher matcher = LISTENING.matcher(listening);
        if (!matcher.find()) {
            throw new IllegalArgumentException(listening);
        }
        return Integer.parseInt(matcher.group("port"));
    }

    /** Returns the session ID in the line of an opened session. */
    public static String sessionIdOf(String opened) {
        Matcher matcher = SESSION_ID.matcher(opened);
        if (!matcher.find()) {
            throw new IllegalArgumentException(opened);
        }
        return matcher.group("id");
    }

    public PalomaProcess process() {
        return process;
    }

    public int port() {
        return port;
    }

    /** Creates a client of this server. */
    public Peer peer() {
        Peer peer = new Peer(port);
        peers.add(peer);
        return peer;
    }

    /**
     * Stops the server with SIGTERM and status 0. Returns its counters, which include all datagrams that the peers
     * counted.
     */
    public CountersTable stop() {
        return stop(0);
    }

    /** Stops the server, which must exit with {@code status}. */
    CountersTable stop(int status) {
        process.signal("TERM");
        // A JVM waits up to 300 ms for a thread that reads.
        process.closeStdin();
        assertEquals(status, process.awaitExit(), process.stderr());
        CountersTable table = counters();
        long sent = peers.stream().mapToLong(Peer::sent).sum();
        long received = peers.stream().mapToLong(Peer::received).sum();
        assertTrue(sent <= table.received(), () -> "peers sent " + sent + ": " + process.stderr());
        assertTrue(received <= table.sent(), () -> "peers received " + received + ": " + process.stderr());
        return table;
    }

    /** Returns the final counters. */
    public CountersTable counters() {
        return counters(0);
    }

    /** Returns the final counters of a server in which {@code running} handlers have not returned. */
    CountersTable counters(long running) {
        return CountersTable.in(process.stderrLines(), running);
    }

    /** Returns the lines with {@code <ID>} for session IDs and {@code <PORT>} for ports. */
    public List<String> normalizedStdout() {
        return process.stdoutLines().stream()
                .map(line -> line.replaceAll(UUID, "<ID>")
                        .replaceAll("('127\\.0\\.0\\.1'), \\d+", "$1, <PORT>")
                        .replaceAll(":" + port + "\\b", ":<PORT>"))
                .toList();
    }

    /** Returns the lines on standard error without the counters and the warning of a small receive buffer. */
    public List<String> warnings() {
        return process.stderrLines().stream()
                .filter(line -> !line.contains("net.core.rmem_max") && !CountersTable.isLine(line))
                .toList();
    }

    /** Stops the server, unless the test has. */
    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                stop();
            }
        } finally {
            process.close();
        }
    }
}
