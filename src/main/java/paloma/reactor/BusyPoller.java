package paloma.reactor;

import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * A {@link Poller} that does not ask what it knows. While datagrams keep coming to a reactor's only socket, that socket is
 * reported without a system call, and the kernel is told not to watch it, which is work for it with every datagram that
 * comes or leaves. The first turn that finds nothing ends this, so no time is ever spent on waiting. Drivers of network cards
 * do the same with interrupts (Linux: NAPI).
 *
 * <p>A reactor of several sockets is polled as ever: one of them in a hurry must not hide the others.
 */
final class BusyPoller implements Poller {
    /** Turns in a row with datagrams after which more are expected: to change the watch costs two turns' system calls. */
    static final int BUSY_STREAK = 16;

    private static final LongSupplier NO_WAIT = () -> 0;

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
        // Behind that: one that could not be watched is not there.
        if (single == null || !multiple && single.endpoint() == endpoint) {
            single = new Registration(transport, endpoint);
        } else {
            multiple = true;
        }
    }

    @Override
    public void poll(LongSupplier patience, Ready ready) throws IOException {
        boolean wasBusy = busy;
        updateBusy();
        if (!busy || !wasBusy) {
            // That the socket is not to be watched any more takes effect here.
            delegate.poll(busy ? NO_WAIT : patience, ready);
        }
        if (busy) {
            ready.onReady(single.endpoint(), false);
        }
    }

    /** Whether the turns up to now promise datagrams for the next. */
    private void updateBusy() {
        Registration watched = single;
        boolean promising = watched != null
                && !multiple
                && watched.endpoint().takeReceived() > 0
                // Room in the kernel is told by the selector alone.
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
