package paloma.lifecycle;

/** <em>Any thread.</em> Closes a resource when the JVM shuts down: on SIGTERM, SIGINT, SIGHUP, or {@link System#exit}. */
public final class ShutdownHook {
    private final Thread thread;

    private ShutdownHook(Thread thread) {
        this.thread = thread;
    }

    /**
     * Registers {@code close}; the JVM runs it on a thread of its own and waits for it.
     *
     * @throws IllegalStateException when the JVM is shutting down already
     */
    public static ShutdownHook register(Runnable close, String threadName) {
        ShutdownHook hook = new ShutdownHook(new Thread(close, threadName));
        Runtime.getRuntime().addShutdownHook(hook.thread);
        return hook;
    }

    /** Removes the hook, which then no longer keeps the resource reachable. No effect while the JVM shuts down. */
    public void remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            // The JVM is shutting down: the hook runs or has run.
        }
    }
}
