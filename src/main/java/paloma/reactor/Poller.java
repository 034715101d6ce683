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
     * Any thread: registers {@code transport} for {@code endpoint} with interest in datagrams. On the reactor
     * thread also for an endpoint that is registered already, whose former transport is closed next.
     */
    void register(Transport transport, Endpoint endpoint) throws IOException;

    /**
     * Waits for a datagram, for room if it is awaited, or for {@link #wakeup}.
     *
     * @param patience upper bound of the wait in nanoseconds: 0 polls only, {@link Long#MAX_VALUE} means none.
     *     Called only before a wait, because it reads the clock
     */
    void poll(LongSupplier patience, Ready ready) throws IOException;

    /** Any thread: ends the current poll, or the next one. */
    void wakeup();

    /** How often a spinning selector was replaced. */
    long rebuilds();

    @Override
    void close() throws IOException;
}
