package paloma.reactor;

import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * <em>Reactor-owned.</em> Polls without a system call while a reactor's only socket receives datagrams in every turn.
 *
 * Meanwhile the socket is not registered with the kernel's readiness queue, which costs work for each datagram received or sent. The
 * first turn without a datagram registers it again, so no time is spent on waiting. Linux's NAPI does the same with interrupts.
 *
 * <p>With several sockets every turn polls the kernel, so that a busy one cannot starve the others.
 */
final class BusyPoller implements Poller {
    /**
     * Turns in a row with datagrams after which the poller stays busy: a change of interest costs the system calls
     * of two turns.
     */
    static final int BUSY_STREAK = 16;

    private static final LongSupplier NO_WAIT = () -> 0;

    /** <em>Immutable.</em> A registered socket and its endpoint. */
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
        // Only now: a transport whose registration failed does not count.
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
            // The change of interest takes effect in this poll.
            delegate.poll(busy ? NO_WAIT : patience, ready);
        }
        if (busy) {
            ready.onReady(single.endpoint(), false);
        }
    }

    /** Whether the last turns let expect datagrams in the next one. */
    private void updateBusy() {
        Registration watched = single;
        boolean promising = watched != null
                && !multiple
                && watched.endpoint().takeReceived() > 0
                // Only the selector reports room in the send buffer.
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
