package paloma.reactor;

import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * <em>Reactor-owned.</em> A {@link Poller} that skips the selector while the only socket keeps receiving.
 * After {@link #BUSY_STREAK} turns with datagrams the socket is reported without a system call, and its read interest
 * is removed, which saves kernel work for each datagram. The first turn without a datagram ends this mode, so it
 * never waits. Network drivers do the same with interrupts (Linux NAPI).
 *
 * <p>With several sockets every turn polls, so that a busy socket cannot starve the others. Any thread may call
 * {@link #register} and {@link #wakeup}.
 */
final class BusyPoller implements Poller {
    /** Consecutive turns with datagrams before the mode starts: a change of interest costs two turns' system calls. */
    static final int BUSY_STREAK = 16;

    private static final LongSupplier NO_WAIT = () -> 0;

    /** <em>Immutable.</em> A transport and its endpoint. */
    private record Registration(Transport transport, Endpoint endpoint) {}

    private final Poller delegate;
    private volatile Registration single;
    private volatile boolean multiple;

    // Reactor-owned.
    private int streak;
    private boolean busy;

    BusyPoller(Poller polling) {
        this.delegate = polling;
    }

    @Override
    public synchronized void register(Transport transport, Endpoint endpoint) throws IOException {
        delegate.register(transport, endpoint);
        // After the registration, which may fail.
        if (single == null || !multiple && single.endpoint() == endpoint) {
            single = new Registration(transport, endpoint);
        } else {
            multiple = true;
        }
    }

    @Override
    public void poll(LongSupplier timeout, Ready ready) throws IOException {
        boolean wasBusy = busy;
        updateBusy();
        if (!busy || !wasBusy) {
            // The change of interest takes effect in this poll.
            delegate.poll(busy ? NO_WAIT : timeout, ready);
        }
        if (busy) {
            ready.onReady(single.endpoint(), false);
        }
    }

    /** Enters or leaves the busy mode by the results of the previous turns. */
    private void updateBusy() {
        Registration watched = single;
        boolean promising = watched != null
                && !multiple
                && watched.endpoint().takeReceived() > 0
                // Only the selector reports room in the kernel.
                && watched.endpoint().isClear();
        streak = promising ? Math.min(streak + 1, BUSY_STREAK) : 0;
        if (busy != (streak == BUSY_STREAK)) {
            busy = !busy;
            watched.transport().awaitDatagrams(!busy);
        }
    }

    @Override
    public void wakeup() {
        delegate.wakeup();
    }

    @Override
    public long rebuilds() {
        return delegate.rebuilds();
    }

    @Override
    public void close() throws IOException {
        delegate.close();
    }
}
