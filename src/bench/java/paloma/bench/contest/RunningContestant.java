package paloma.bench.contest;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A contestant's process and the load on it. At its end the counts of its sessions are reconciled with the messages that
 * the driver sent and the answers that it received.
 */
final class RunningContestant implements ContestantProcess, AutoCloseable {
    private static final Pattern COUNTS = Pattern.compile("sessions (\\d+) messages (\\d+)");
    private static final long DRIVER_LIMIT_SECONDS = 600;
    private static final long STOP_LIMIT_SECONDS = 30;

    private final Programs programs;
    private final String name;
    private final Path log;
    private final int port = freePort();
    private final int driverPort = freePort();
    private final Process process;
    private final double firstAnswerMillis;
    private long answered;
    private long sent;
    private long wrong;
    private long peers = 1;

    /** Starts the only process of a contestant and waits for its first answer. */
    RunningContestant(Programs programs, Contestant contestant) throws IOException, InterruptedException {
        this(programs, contestant, contestant.key());
    }

    /** @param name name of the process in its log and in messages */
    RunningContestant(Programs programs, Contestant contestant, String name) throws IOException, InterruptedException {
        this.programs = programs;
        this.name = name;
        log = Programs.OUTPUT.resolve("log").resolve(name + ".log");
        Process driver = start(programs.driver(arguments("first")), null);
        long startedAt = System.nanoTime();
        process = start(programs.contestant(contestant, port), log);
        Measurement first = read(driver).get(0);
        if (first.number("first_answer") == 0) {
            process.destroyForcibly();
            throw new IOException(name + " did not start: see " + log);
        }
        // System.nanoTime() is CLOCK_MONOTONIC here, as is the driver's clock.
        firstAnswerMillis = (first.number("at_ns") - startedAt) / 1e6;
    }

    /** A free port below the range of ephemeral ports. */
    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(16_384, 32_768);
            try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getByName("0.0.0.0"))) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // The port is in use: try another.
            }
        }
    }

    private static Process start(List<String> command, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (log != null) {
            builder.redirectOutput(log.toFile());
        }
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    double firstAnswerMillis() {
        return firstAnswerMillis;
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    private List<String> arguments(String mode, Object... more) {
        List<String> arguments = new ArrayList<>(List.of(mode, Integer.toString(port), Integer.toString(driverPort)));
        for (Object argument : more) {
            arguments.add(argument.toString());
        }
        return arguments;
    }

    @Override
    public List<Measurement> runDriver(String mode, int sessions, Object... more)
            throws IOException, InterruptedException {
        List<Object> arguments = new ArrayList<>(List.of(process.pid()));
        arguments.addAll(List.of(more));
        List<Measurement> measurements = read(start(programs.driver(arguments(mode, arguments.toArray())), null));
        peers = Math.max(peers, sessions);
        for (Measurement measurement : measurements) {
            wrong = Math.max(wrong, measurement.has("wrong") ? measurement.number("wrong") : 0);
        }
        return measurements.stream()
                .filter(measurement -> measurement.has("nanos"))
                .toList();
    }

    private List<Measurement> read(Process driver) throws IOException, InterruptedException {
        String output = new String(driver.getInputStream().readAllBytes());
        if (!driver.waitFor(DRIVER_LIMIT_SECONDS, TimeUnit.SECONDS) || driver.exitValue() != 0) {
            driver.destroyForcibly();
            process.destroyForcibly();
            throw new IOException("the driver failed with " + name + ": " + output);
        }
        List<Measurement> measurements = output.lines().map(Measurement::new).toList();
        Measurement all = measurements.get(measurements.size() - 1);
        answered += all.number("answered_total");
        sent += all.number("sent_total");
        return measurements;
    }

    /** The process has exited afterwards, with or without errors. */
    @Override
    public List<String> stop() throws IOException, InterruptedException {
        List<String> errors = new ArrayList<>();
        if (wrong > 0) {
            errors.add(name + " sent " + wrong + " wrong answers");
        }
        // Not Process.destroy(), which also closes its streams.
        process.toHandle().destroy();
        if (!process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
            errors.add(name + " did not exit within " + STOP_LIMIT_SECONDS + " s");
            process.destroyForcibly().waitFor();
            return errors;
        }
        Matcher counts = COUNTS.matcher(Files.readString(log));
        if (!counts.find()) {
            errors.add(name + " did not print its counts: see " + log);
            return errors;
        }
        long sessions = Long.parseLong(counts.group(1));
        long messages = Long.parseLong(counts.group(2));
        if (sessions != peers) {
            errors.add(name + " had " + sessions + " sessions for " + peers + " peers");
        }
        if (messages < answered || messages > sent) {
            errors.add(name + " counted " + messages + " messages, not between " + answered + " answered and " + sent
                    + " sent");
        }
        return errors;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
