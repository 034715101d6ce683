package paloma.lifecycle;

/**
 * A thread of Paloma's own: a reactor, a worker, a housekeeper. Each may run code of users, and each may be what another thread
 * waits for in {@code close()}. So none of them waits there itself: two that wait for each other would wait for ever.
 */
public class PalomaThread extends Thread {
    /** A thread that runs {@code task}. */
    public PalomaThread(Runnable task, String name) {
        super(task, name);
    }

    /** A thread whose class overrides {@link #run}. */
    protected PalomaThread(String name) {
        super(name);
    }

    /** Any thread: whether the calling thread is one of these. */
    public static boolean isCurrent() {
        return Thread.currentThread() instanceof PalomaThread;
    }
}
