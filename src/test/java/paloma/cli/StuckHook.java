package paloma.cli;

import java.util.concurrent.CountDownLatch;
import paloma.cli.process.ProcessExit;

/**
 * <em>Main thread.</em> A process with a shutdown hook that never ends, like the line editor's on a stalled terminal.
 */
public final class StuckHook {
    private StuckHook() {}

    /** @param arguments the exit status, and "late" for an exit while the hook runs already */
    public static void main(String[] arguments) throws InterruptedException {
        int status = Integer.parseInt(arguments[0]);
        CountDownLatch running = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> waitForEver(running)));
        if (arguments.length > 1) {
            Thread exiting = new Thread(() -> System.exit(1));
            exiting.setDaemon(true);
            exiting.start();
            running.await();
        }
        ProcessExit.exit(status);
    }

    private static void waitForEver(CountDownLatch running) {
        running.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
