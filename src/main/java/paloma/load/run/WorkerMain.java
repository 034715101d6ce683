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
 * <em>Main thread.</em> The main class of a process that plays a range of clients for a {@link RemoteWorker}.
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
    private final CountDownLatch over = new CountDownLatch(1);
    private final LocalWorker worker;

    private WorkerMain(BufferedReader in, Plan plan, ClientRange share) {
        this.in = in;
        this.worker = new LocalWorker(plan, share);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String plan = in.readLine();
        String share = in.readLine();
        if (share != null) {
            new WorkerMain(in, Plan.ofLine(plan), ClientRange.ofLine(share)).play();
        }
    }

    private void play() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait));
        Thread orders = new Thread(this::execute, "paloma-load-orders");
        orders.setDaemon(true);
        orders.start();
        try (worker) {
            worker.connect();
            out.println(READY);
            go.await();
            Result result = worker.run(moment -> out.println(PROGRESS + " " + moment.toText()));
            out.println(RESULT + " " + result.toLine());
            inputEnded.await();
        } catch (LoadException e) {
            out.println(FAILED + " " + e.toLine());
        } finally {
            over.countDown();
        }
    }

    private void execute() {
        try {
            for (String order = in.readLine(); order != null; order = in.readLine()) {
                if (order.equals(GO)) {
                    go.countDown();
                } else {
                    worker.stop();
                }
            }
        } catch (IOException e) {
            // No more commands: like the end of input.
        } finally {
            worker.stop();
            go.countDown();
            inputEnded.countDown();
        }
    }

    /** A signal, such as Ctrl-C on the shared terminal, stops the run as well; the result is still reported. */
    private void stopAndWait() {
        worker.stop();
        try {
            over.await(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
