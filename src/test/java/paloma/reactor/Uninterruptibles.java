package paloma.reactor;

/** Uninterruptible waits for events that are near. */
public final class Uninterruptibles {
    private Uninterruptibles() {}

    /** A wait. */
    @FunctionalInterface
    public interface Wait {
        void await() throws InterruptedException;
    }

    /** Waits to the end; an interrupt meanwhile sets the flag afterwards. */
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
