package paloma.load.run;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import paloma.load.plan.ClientRange;
import paloma.load.plan.Plan;
import paloma.load.report.Result;

/**
 * <em>Main thread.</em> Main class of a process that runs a range of clients for a {@link RemoteWorker}.
 *
 * <p>Commands arrive on standard input and messages leave on standard output, one a line.
 */
public final class WorkerMain {
    static final String READY = "ready";
    static final String FAILED = "failed";
    static final String PROGRESS = "progress";
    static final String RESULT = "result";
    static final String GO = "go";
    static final String STOP = "stop";

    private static final long END_SECONDS = 5;

    private final BufferedReader in;
    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private final CountDownLatch go = new CountDownLatch(1);
    private final CountDownLatch inputEnded = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final LocalWorker worker;

    private WorkerMain(BufferedReader in, Plan plan, ClientRange range) {
        this.in = in;
        this.worker = new LocalWorker(plan, range);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String plan = in.readLine();
        String range = in.readLine();
        if (range != null) {
            new WorkerMain(in, Plan.ofLine(plan), ClientRange.ofLine(range)).run();
        }
    }

    private void run() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait));
        Thread reader = new Thread(this::readCommands, "paloma-load-commands");
        reader.setDaemon(true);
        reader.start();
        try (worker) {
            worker.connect();
            out.println(READY);
            go.await();
            Result result = worker.run(snapshot -> out.println(PROGRESS + " " + snapshot.toText()));
            out.println(RESULT + " " + result.toLine());
            inputEnded.await();
        } catch (LoadException e) {
            out.println(FAILED + " " + e.toLine());
        } finally {
            ended.countDown();
        }
    }

    private void readCommands() {
        try {
            for (String command = in.readLine(); command != null; command = in.readLine()) {
                if (command.equals(GO)) {
                    go.countDown();
                } else {
                    worker.stop();
                }
            }
        } catch (IOException e) {
            // Like the end of input.
        } finally {
            worker.stop();
            go.countDown();
            inputEnded.countDown();
        }
    }

    /** Shutdown hook, run by a signal such as Ctrl-C on the shared terminal. The result is still reported. */
    private void stopAndWait() {
        worker.stop();
        try {
            ended.await(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
