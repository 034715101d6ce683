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
    /** Shared by a group and its clients: whether a line was written, or the group was closed. */
    private final AtomicBoolean reported;

    private final boolean group;
    private volatile boolean closed;
    private Cleaner.Cleanable cleanable;

    private LeakCleaner(String description, AutoCloseable resource, AtomicBoolean reported, boolean group) {
        this.description = description;
        this.resource = resource;
        this.reported = reported;
        this.group = group;
    }

    /** Closes {@code endpoint} when {@code owner} has leaked. */
    static LeakCleaner client(Client owner, InetSocketAddress remote, Endpoint endpoint, ClientGroup group) {
        return of(
                owner,
                new LeakCleaner(
                        "the client of " + AddressText.of(remote), endpoint, group.leakCleaner().reported, false));
    }

    /** Closes {@code reactor} when {@code owner} has leaked. */
    static LeakCleaner group(ClientGroup owner, Reactor reactor) {
        return of(owner, new LeakCleaner("a group of clients", reactor, new AtomicBoolean(), true));
    }

    /** For a group that its only client closes. */
    static LeakCleaner none() {
        return new LeakCleaner("", null, new AtomicBoolean(), true);
    }

    private static LeakCleaner of(Object owner, LeakCleaner leak) {
        leak.cleanable = cleaner().register(owner, leak);
        return leak;
    }

    /** Created at the first use: if its thread cannot be started, only this use fails. */
    private static synchronized Cleaner cleaner() {
        if (cleaner == null) {
            cleaner = Cleaner.create(LeakCleaner::thread);
        }
        return cleaner;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new PalomaThread(task, "paloma-cleaner");
        // The thread outlives the application that opens the first client.
        thread.setContextClassLoader(LeakCleaner.class.getClassLoader());
        return thread;
    }

    /** The owner was closed: cancels the cleaning. */
    void onClosed() {
        closed = true;
        if (group) {
            reported.set(true);
        }
        if (cleanable != null) {
            cleanable.clean();
        }
    }

    /** The owner has become unreachable, or was closed. */
    @Override
    public void run() {
        if (closed) {
            return;
        }
        // Before the close: it also closes the group of an only client, which sets the flag.
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
