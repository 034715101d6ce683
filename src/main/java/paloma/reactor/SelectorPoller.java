package paloma.reactor;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.LongSupplier;

/**
 * <em>Reactor-owned.</em> A {@link Poller} on a {@link Selector}, which is replaced when it spins.
 * Any thread may call {@link #register} and {@link #wakeup}.
 */
final class SelectorPoller implements Poller {
    /** Consecutive early, empty returns after which a selector counts as broken. */
    static final int MAX_SPINS = 512;

    /** <em>Immutable.</em> The attachment of a selection key. */
    private record Registration(ChannelTransport transport, Endpoint endpoint) {}

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** <em>Any thread.</em> Opens a selector. */
    interface SelectorFactory {
        Selector open() throws IOException;
    }

    private final SelectorFactory factory;
    private volatile Selector selector;
    private volatile boolean wakeup;
    private volatile long rebuilds;
    private int spins;

    SelectorPoller(SelectorFactory opening) throws IOException {
        this.factory = opening;
        selector = opening.open();
    }

    @Override
    public void register(Transport transport, Endpoint endpoint) throws IOException {
        register((ChannelTransport) transport, endpoint, SelectionKey.OP_READ);
    }

    private void register(ChannelTransport transport, Endpoint endpoint, int interest) throws IOException {
        // Without interest at first: the transport needs its key before the first event.
        SelectionKey key = transport.channel().register(selector, 0, new Registration(transport, endpoint));
        transport.onRegistered(key);
        key.interestOps(interest);
    }

    @Override
    public void poll(LongSupplier timeout, Ready ready) throws IOException {
        long nanos = timeout.getAsLong();
        long millis = nanos / NANOS_PER_MILLI + (nanos % NANOS_PER_MILLI == 0 ? 0 : 1);
        long start = System.nanoTime();
        int found = nanos == 0
                ? selector.selectNow(key -> report(key, ready))
                : selector.select(key -> report(key, ready), nanos == Long.MAX_VALUE ? 0 : millis);
        // While the interrupt flag is set, every select returns at once.
        boolean wokenUp = Thread.interrupted() | wakeup;
        wakeup = false;
        if (found > 0 || wokenUp || nanos == 0 || System.nanoTime() - start >= nanos) {
            spins = 0;
        } else if (++spins == MAX_SPINS) {
            rebuild();
        }
    }

    private static void report(SelectionKey key, Ready ready) {
        try {
            ready.onReady(((Registration) key.attachment()).endpoint(), key.isWritable());
        } catch (CancelledKeyException closed) {
            // Closed by another thread after the select.
        }
    }

    /** Moves every key to a new selector. The old one is closed even when the move fails, which ends the loop. */
    private void rebuild() throws IOException {
        Selector broken = selector;
        selector = factory.open();
        try {
            moveFrom(broken);
        } finally {
            broken.close();
        }
        spins = 0;
        rebuilds++;
    }

    private void moveFrom(Selector broken) throws IOException {
        for (SelectionKey key : broken.keys()) {
            if (key.isValid()) {
                Registration watched = (Registration) key.attachment();
                key.cancel();
                register(watched.transport(), watched.endpoint(), SelectionKey.OP_READ);
                watched.endpoint().onReregistered();
            }
        }
    }

    @Override
    public void wakeup() {
        wakeup = true;
        selector.wakeup();
    }

    @Override
    public long rebuilds() {
        return rebuilds;
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
