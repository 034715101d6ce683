package paloma.reactor;

import java.io.IOException;
import java.util.function.LongSupplier;

/** <em>Reactor-owned.</em> Waits for ready sockets. Any thread may call {@link #register} and {@link #wakeup}. */
interface Poller extends AutoCloseable {
    /** <em>Reactor-owned.</em> Receives the ready endpoints during a poll. */
    interface Ready {
        void onReady(Endpoint endpoint, boolean hasRoom);
    }

    /**
     * Any thread: reports datagrams at {@code transport} for {@code endpoint}.
     * On the reactor thread also for an endpoint that is registered already; its former transport is closed next.
     */
    void register(Transport transport, Endpoint endpoint) throws IOException;

    /**
     * Reactor-owned: waits for a datagram, for awaited room in the kernel, or for {@link #wakeup}.
     *
     * @param timeout maximum wait in nanoseconds: 0 polls, {@link Long#MAX_VALUE} waits without bound. Read only
     *     before a wait, because it reads the clock
     * @param ready receives the endpoints
     */
    void poll(LongSupplier timeout, Ready ready) throws IOException;

    /** Any thread: ends the current poll, or the next one. */
    void wakeup();

    /** Number of times the selector was replaced because it spun. */
    long rebuilds();

    @Override
    void close() throws IOException;
}
