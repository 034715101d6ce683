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
 * A contestant's process and the load on it. What its sessions counted is reconciled, when it ends, with what the driver
 * sent and what was answered.
 */
final class RunningContestant implements ContestantProcess, AutoCloseable {
    private static final Pattern TALLY = Pattern.compile("sessions (\\d+) messages (\\d+)");
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

    /** Starts a contestant of which there is one process at a time, and waits for its first answer. */
    RunningContestant(Programs programs, Contestant contestant) throws IOException, InterruptedException {
        this(programs, contestant, contestant.key());
    }

    /** @param name of the process, for its log and for what is said of it */
    RunningContestant(Programs programs, Contestant contestant, String name) throws IOException, InterruptedException {
        this.programs = programs;
        this.name = name;
        log = Programs.OUTPUT.resolve("log").resolve(name + ".log");
        Process asking = start(programs.driver(words("first")), null);
        long startedAt = System.nanoTime();
        process = start(programs.contestant(contestant, port), log);
        Measurement first = read(asking).get(0);
        if (first.number("first_answer") == 0) {
            process.destroyForcibly();
            throw new IOException(name + " did not start: see " + log);
        }
        // System.nanoTime() is CLOCK_MONOTONIC here, as is the driver's clock.
        firstAnswerMillis = (first.number("at_ns") - startedAt) / 1e6;
    }

    /** Below those that the kernel gives to whoever asks for any. */
    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(16_384, 32_768);
            try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getByName("0.0.0.0"))) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Taken: the next.
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

    private List<String> words(String mode, Object... more) {
        List<String> words = new ArrayList<>(List.of(mode, Integer.toString(port), Integer.toString(driverPort)));
        for (Object word : more) {
            words.add(word.toString());
        }
        return words;
    }

    @Override
    public List<Measurement> drive(String mode, int mostPeers, Object... more)
            throws IOException, InterruptedException {
        List<Object> words = new ArrayList<>(List.of(process.pid()));
        words.addAll(List.of(more));
        List<Measurement> measurements = read(start(programs.driver(words(mode, words.toArray())), null));
        peers = Math.max(peers, mostPeers);
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
        answered += all.number("answered_in_all");
        sent += all.number("sent_in_all");
        return measurements;
    }

    /** Whatever it says, the process has its core no longer. */
    @Override
    public List<String> stop() throws IOException, InterruptedException {
        List<String> complaints = new ArrayList<>();
        if (wrong > 0) {
            complaints.add(name + " gave " + wrong + " wrong answers");
        }
        // Not Process.destroy(), which closes its streams as well.
        process.toHandle().destroy();
        if (!process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
            complaints.add(name + " did not end within " + STOP_LIMIT_SECONDS + " s");
            process.destroyForcibly().waitFor();
            return complaints;
        }
        Matcher tally = TALLY.matcher(Files.readString(log));
        if (!tally.find()) {
            complaints.add(name + " did not say what its sessions counted: see " + log);
            return complaints;
        }
        long sessions = Long.parseLong(tally.group(1));
        long messages = Long.parseLong(tally.group(2));
        if (sessions != peers) {
            complaints.add(name + " had " + sessions + " sessions for " + peers + " peers");
        }
        if (messages < answered || messages > sent) {
            complaints.add(name + " counted " + messages + " messages, not between " + answered + " answered and "
                    + sent + " sent");
        }
        return complaints;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
