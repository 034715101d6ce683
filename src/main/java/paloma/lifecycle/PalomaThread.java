package paloma.lifecycle;

/**
 * <em>Any thread.</em> A thread of the library: a reactor, a worker, maintenance.
 * It may run user code, and another thread may wait for it in {@code close()}. On such a
 * thread {@code close()} does not wait, since two such waits would deadlock.
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

    /** Whether the calling thread is a {@code PalomaThread}. */
    public static boolean isCurrent() {
        return Thread.currentThread() instanceof PalomaThread;
    }
}
