package paloma.load.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import paloma.load.plan.ClientRange;
import paloma.load.plan.Plan;
import paloma.load.report.ProgressSnapshot;
import paloma.load.report.Result;

/**
 * <em>Any thread.</em> Plays its share of a plan's clients in a process of its own, a {@link WorkerMain}, and brings home
 * what that process found out.
 */
final class RemoteWorker implements LoadWorker {
    private static final long END_SECONDS = 10;

    /** There is little garbage, and the default collector adds a barrier to every write of a reference. */
    private static final String GARBAGE = "-XX:+UseSerialGC";

    /** A process without memory cannot report: its exit is the report. */
    private static final String EXHAUSTED = "-XX:+ExitOnOutOfMemoryError";

    private final Process process;
    private final BufferedReader in;
    private final PrintStream out;

    private RemoteWorker(Process process) {
        this.process = process;
        this.in = process.inputReader(StandardCharsets.UTF_8);
        this.out = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    static RemoteWorker start(Plan plan, ClientRange share) throws IOException {
        Process process = JavaProcess.running(List.of(GARBAGE, EXHAUSTED), WorkerMain.class.getName(), List.of())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            RemoteWorker started = new RemoteWorker(process);
            started.out.println(plan.toLine());
            started.out.println(share.toLine());
            return started;
        } catch (Throwable e) {
            process.destroyForcibly();
            throw e;
        }
    }

    @Override
    public void connect() throws LoadException, IOException, InterruptedException {
        if (!(readMessages() instanceof WorkerMessage.Ready)) {
            throw new LoadException(LoadException.Problem.PART_UNCLEAR, "not " + WorkerMain.READY);
        }
    }

    @Override
    public Result run(Consumer<ProgressSnapshot> progress) throws LoadException, IOException, InterruptedException {
        out.println(WorkerMain.GO);
        while (true) {
            WorkerMessage saying = readMessages();
            if (saying instanceof WorkerMessage.Done done) {
                return done.result();
            }
            if (saying instanceof WorkerMessage.Progress going) {
                progress.accept(going.snapshot());
            }
        }
    }

    @Override
    public void stop() {
        out.println(WorkerMain.STOP);
    }

    /** Lets the process end by itself, and kills it when it does not. */
    @Override
    public void close() {
        out.close();
        try {
            if (process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    private WorkerMessage readMessages() throws LoadException, IOException, InterruptedException {
        String line = in.readLine();
        if (line == null) {
            process.waitFor(END_SECONDS, TimeUnit.SECONDS);
            throw new LoadException(LoadException.Problem.PART_ENDED, process.isAlive() ? "?" : process.exitValue());
        }
        return WorkerMessage.of(line);
    }
}
