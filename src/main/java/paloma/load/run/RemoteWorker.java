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
 * <em>Any thread.</em> Runs a range of a plan's clients in a separate process, a {@link WorkerMain}, and reads its result.
 */
final class RemoteWorker implements LoadWorker {
    private static final long END_SECONDS = 10;

    /**
     * Little garbage is created, and each process of the default collector would have threads of its own. A message costs
     * the same with both (27 us).
     */
    private static final String COLLECTOR = "-XX:+UseSerialGC";

    /** After an OutOfMemoryError a process cannot report its failure, except by its exit status. */
    private static final String EXIT_ON_ERROR = "-XX:+ExitOnOutOfMemoryError";

    private final Process process;
    private final BufferedReader in;
    private final PrintStream out;

    private RemoteWorker(Process process) {
        this.process = process;
        this.in = process.inputReader(StandardCharsets.UTF_8);
        this.out = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    static RemoteWorker start(Plan plan, ClientRange range) throws IOException {
        Process process = JavaProcess.running(List.of(COLLECTOR, EXIT_ON_ERROR), WorkerMain.class.getName(), List.of())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            RemoteWorker worker = new RemoteWorker(process);
            worker.out.println(plan.toLine());
            worker.out.println(range.toLine());
            return worker;
        } catch (Throwable e) {
            process.destroyForcibly();
            throw e;
        }
    }

    @Override
    public void connect() throws LoadException, IOException, InterruptedException {
        if (!(readMessage() instanceof WorkerMessage.Ready)) {
            throw new LoadException(LoadException.Problem.INVALID_MESSAGE, "not " + WorkerMain.READY);
        }
    }

    @Override
    public Result run(Consumer<ProgressSnapshot> progress) throws LoadException, IOException, InterruptedException {
        out.println(WorkerMain.GO);
        while (true) {
            WorkerMessage message = readMessage();
            if (message instanceof WorkerMessage.Done done) {
                return done.result();
            }
            if (message instanceof WorkerMessage.Progress snapshot) {
                progress.accept(snapshot.snapshot());
            }
        }
    }

    @Override
    public void stop() {
        out.println(WorkerMain.STOP);
    }

    /** Ends the process by closing its input; kills it after {@value #END_SECONDS} seconds. */
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

    private WorkerMessage readMessage() throws LoadException, IOException, InterruptedException {
        String line = in.readLine();
        if (line == null) {
            process.waitFor(END_SECONDS, TimeUnit.SECONDS);
            throw new LoadException(LoadException.Problem.WORKER_ENDED, process.isAlive() ? "?" : process.exitValue());
        }
        return WorkerMessage.of(line);
    }
}
