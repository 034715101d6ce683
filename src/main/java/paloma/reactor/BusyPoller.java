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
    static final int STREAK = 16;

    private static final LongSupplier NOT_AT_ALL = () -> 0;

    private record Registration(Transport transport, Endpoint endpoint) {}

    private final Poller polling;
    private volatile Registration only;
    private volatile boolean several;

    // Reactor-owned.
    private int streak;
    private boolean busy;

    BusyPoller(Poller polling) {
        this.polling = polling;
    }

    @Override
    public synchronized void watch(Transport transport, Endpoint endpoint) throws IOException {
        polling.watch(transport, endpoint);
        // Behind that: one that could not be watched is not there.
        if (only == null || !several && only.endpoint() == endpoint) {
            only = new Registration(transport, endpoint);
        } else {
            several = true;
        }
    }

    @Override
    public void poll(LongSupplier patience, Ready ready) throws IOException {
        boolean wasBusy = busy;
        look();
        if (!busy || !wasBusy) {
            // That the socket is not to be watched any more takes effect here.
            polling.poll(busy ? NOT_AT_ALL : patience, ready);
        }
        if (busy) {
            ready.onReady(only.endpoint(), false);
        }
    }

    /** Whether the turns up to now promise datagrams for the next. */
    private void look() {
        Registration watched = only;
        boolean promising = watched != null
                && !several
                && watched.endpoint().takeReceived() > 0
                // Room in the kernel is told by the selector alone.
                && watched.endpoint().isClear();
        streak = promising ? Math.min(streak + 1, STREAK) : 0;
        if (busy != (streak == STREAK)) {
            busy = !busy;
            watched.transport().awaitDatagrams(!busy);
        }
    }

    @Override
    public void wakeup() {
        polling.wakeup();
    }

    @Override
    public long rebuilds() {
        return polling.rebuilds();
    }

    @Override
    public void close() throws IOException {
        polling.close();
    }
}
