package paloma.load.run;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import paloma.lifecycle.Deadline;
import paloma.reactor.DatagramProtocol;
import paloma.reactor.Endpoint;
import paloma.reactor.SendResult;

/** <em>Reactor-owned.</em> One client's socket. The first of a rig's seats keeps the time for all. */
final class ClientSocket implements DatagramProtocol {
    /** What seats tell their rig. */
    interface Rows {
        /** @param turn the same for all that is heard in one turn of the reactor, and another one in the next */
        void heard(int client, ByteBuffer datagram, long turn);

        /** How many answers the client waits for. */
        int expected(int client);

        void unreachable();

        /** The first seat only. */
        void turn();

        /** When {@link #turn} is wanted at the latest, on the reactor's clock. */
        long deadline();

        void closed(Throwable cause);
    }

    private final Rows rows;
    private final Endpoint endpoint;
    private final InetSocketAddress server;
    private final int client;
    private long refused;
    private boolean surprised;

    ClientSocket(Rows rows, Endpoint endpoint, InetSocketAddress server, int client) {
        this.rows = rows;
        this.endpoint = endpoint;
        this.server = server;
        this.client = client;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    SendResult send(ByteBuffer message) {
        SendResult how = endpoint.send(message, server);
        refused += how == SendResult.REFUSED ? 1 : 0;
        return how;
    }

    /** How many datagrams that were to wait for room in the kernel failed then, or wait still. */
    long failures() {
        long unsent = endpoint.sends().unsentByReason().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return unsent - refused + endpoint.queued();
    }

    /** Any thread: the last thing to be sent. */
    void leave(ByteBuffer message) {
        endpoint.send(message, server);
    }

    @Override
    public void onDatagram(InetSocketAddress source, ByteBuffer datagram, long now) {
        surprised |= rows.expected(client) == 0;
        rows.heard(client, datagram, now);
    }

    @Override
    public int maxPending() {
        // Answers that come too late to be waited for do not come alone.
        int most = surprised ? Integer.MAX_VALUE : Math.max(1, rows.expected(client));
        surprised = false;
        return most;
    }

    /** An answer's latency ends when it is received, and the schedule is looked at between two answers. */
    @Override
    public int maxBatch() {
        return 1;
    }

    @Override
    public void onUnreachable(IOException cause) {
        rows.unreachable();
    }

    @Override
    public void onTurn(long now) {
        if (client == 0) {
            rows.turn();
        }
    }

    @Override
    public long deadline() {
        return client == 0 ? rows.deadline() : Deadline.NEVER;
    }

    @Override
    public void onClosed(Throwable cause) {
        if (cause != null) {
            rows.closed(cause);
        }
    }
}
