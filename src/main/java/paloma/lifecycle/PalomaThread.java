package paloma.lifecycle;

/**
 * <em>Any thread.</em> A thread of the library: reactor, worker, or maintenance thread.
 *
 * It may run user code, and {@code close()} of another thread may wait for it. So {@code close()} never waits on such a thread: two
 * that wait for each other would deadlock.
 */
public class PalomaThread extends Thread {
    /** Creates a thread that runs {@code task}. */
    public PalomaThread(Runnable task, String name) {
        super(task, name);
    }

    /** Creates a thread whose class overrides {@link #run}. */
    protected PalomaThread(String name) {
        super(name);
    }

    /** Any thread: whether the calling thread is a thread of the library. */
    public static boolean isCurrent() {
        return Thread.currentThread() instanceof PalomaThread;
    }
}
