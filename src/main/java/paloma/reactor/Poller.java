package paloma.reactor;

import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * <em>Reactor-owned.</em> Waits until a socket is ready, a deadline has come, or {@link #wakeup} was called by any thread.
 */
interface Poller extends AutoCloseable {
    /** <em>Reactor-owned.</em> Called for each ready endpoint during a poll. */
    interface Ready {
        void onReady(Endpoint endpoint, boolean hasRoom);
    }

    /**
     * Any thread: watches {@code transport} for datagrams on behalf of {@code endpoint}. On the reactor's thread for an endpoint
     * that is watched already, too: its former transport is closed next.
     */
    void register(Transport transport, Endpoint endpoint) throws IOException;

    /**
     * Reactor-owned: waits for a datagram, for room that is awaited, or for {@link #wakeup}.
     *
     * @param patience the nanoseconds to wait at most: 0 only looks, {@link Long#MAX_VALUE} waits without end. Asked for only
     *     when there is something to wait for, because the answer takes a look at the clock
     */
    void poll(LongSupplier patience, Ready ready) throws IOException;

    /** Any thread: ends the poll under way, or the next one. */
    void wakeup();

    /** How often polling itself had to be started afresh because it spun. */
    long rebuilds();

    @Override
    void close() throws IOException;
}
