package paloma.lifecycle;

/** <em>Any thread.</em> Calls of user code that receives events. */
public final class ListenerCall {
    private ListenerCall() {}

    /** Runs a call of a server's listener; an exception, also an Error, is logged. */
    public static void run(Runnable event) {
        try {
            event.run();
        } catch (Throwable e) {
            Log.warn("a server's listener threw", e);
        }
    }
}
