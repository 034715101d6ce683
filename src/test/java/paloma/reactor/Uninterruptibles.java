package paloma.reactor;

/** Waits for what is known to end soon. */
public final class Uninterruptibles {
    private Uninterruptibles() {}

    /** Something to wait for. */
    @FunctionalInterface
    public interface Wait {
        void await() throws InterruptedException;
    }

    /** Waits to the end; an interrupt meanwhile is set again afterwards, for the caller to hear of. */
    public static void uninterruptibly(Wait wait) {
        boolean interrupted = false;
        while (true) {
            try {
                wait.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
