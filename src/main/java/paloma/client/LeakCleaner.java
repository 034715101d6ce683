package paloma.client;

import java.lang.ref.Cleaner;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import paloma.AddressText;
import paloma.lifecycle.Log;
import paloma.lifecycle.PalomaThread;
import paloma.reactor.Endpoint;
import paloma.reactor.Reactor;

/**
 * <em>Any thread.</em> Closes a client or group that became unreachable without a close.
 * Otherwise its thread and descriptors would leak. Must not reference the client or the group.
 */
final class LeakCleaner implements Runnable {
    private static Cleaner cleaner;

    private final String description;
    private final AutoCloseable resource;
    /** Shared by a group and its clients: whether a line was written, or the group was closed and with it all of them. */
    private final AtomicBoolean reported;

    private final boolean group;
    private volatile boolean closed;
    private Cleaner.Cleanable cleanable;

    private LeakCleaner(String what, AutoCloseable left, AtomicBoolean silent, boolean group) {
        this.description = what;
        this.resource = left;
        this.reported = silent;
        this.group = group;
    }

    static LeakCleaner client(Client owner, InetSocketAddress remote, Endpoint left, ClientGroup group) {
        return of(
                owner,
                new LeakCleaner("the client of " + AddressText.of(remote), left, group.leakCleaner().reported, false));
    }

    static LeakCleaner group(ClientGroup owner, Reactor left) {
        return of(owner, new LeakCleaner("a group of clients", left, new AtomicBoolean(), true));
    }

    /** Of a group that somebody else closes. */
    static LeakCleaner none() {
        return new LeakCleaner("", null, new AtomicBoolean(), true);
    }

    private static LeakCleaner of(Object owner, LeakCleaner unclosed) {
        unclosed.cleanable = cleaner().register(owner, unclosed);
        return unclosed;
    }

    /** Made when it is first needed, so that a thread that cannot be started fails one opening only. */
    private static synchronized Cleaner cleaner() {
        if (cleaner == null) {
            cleaner = Cleaner.create(LeakCleaner::thread);
        }
        return cleaner;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new PalomaThread(task, "paloma-cleaner");
        // It outlives whoever opens the first client.
        thread.setContextClassLoader(LeakCleaner.class.getClassLoader());
        return thread;
    }

    /** Its owner closes it: nothing is left to do. */
    void onClosed() {
        closed = true;
        if (group) {
            reported.set(true);
        }
        if (cleanable != null) {
            cleanable.clean();
        }
    }

    /** Nobody can reach the owner any more, or it was closed. */
    @Override
    public void run() {
        if (closed) {
            return;
        }
        // First: the end of the only client of a group is the group's end too.
        boolean first = reported.compareAndSet(false, true);
        try {
            resource.close();
        } catch (Exception e) {
            Log.warn(description + " could not be closed", e);
        }
        if (first) {
            Log.warn("{0} was not closed, and nobody can reach it any more: it is closed now", description);
        }
    }
}
