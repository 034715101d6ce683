package paloma.reactor;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Reports which sockets in memory are ready. Never waits, and records the timeout of each poll. */
final class MemoryPoller implements Poller {
    private final Map<MemoryTransport, Endpoint> watched = new LinkedHashMap<>();
    private int wakeups;
    private int polls;
    private int found;
    private long wouldWaitNanos;

    @Override
    public void register(Transport transport, Endpoint endpoint) throws IOException {
        MemoryTransport socket = (MemoryTransport) transport;
        socket.requireWatchable();
        watched.put(socket, endpoint);
    }

    @Override
    public void poll(LongSupplier timeout, Ready ready) {
        polls++;
        found = 0;
        wouldWaitNanos = timeout.getAsLong();
        watched.forEach((transport, endpoint) -> {
            boolean hasRoom = transport.isRoomToReport();
            if (hasRoom || transport.isReadable()) {
                found++;
                ready.onReady(endpoint, hasRoom);
            }
        });
    }

    /** Whether the last poll had nothing to report and would have waited. */
    boolean wasIdle() {
        return found == 0 && wouldWaitNanos > 0;
    }

    /** The timeout of the last poll, in nanoseconds. */
    long wouldWaitNanos() {
        return wouldWaitNanos;
    }

    int polls() {
        return polls;
    }

    /** The number of wake-ups requested. */
    int wakeups() {
        return wakeups;
    }

    @Override
    public void wakeup() {
        wakeups++;
    }

    @Override
    public long rebuilds() {
        return 0;
    }

    @Override
    public void close() {
        watched.clear();
    }
}
