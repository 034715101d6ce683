package paloma.load.run;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import paloma.lifecycle.Deadline;
import paloma.reactor.DatagramProtocol;
import paloma.reactor.Endpoint;
import paloma.reactor.SendResult;

/** <em>Reactor-owned.</em> The socket of one client. The first client's socket has the deadline of all clients. */
final class ClientSocket implements DatagramProtocol {
    /** <em>Reactor-owned.</em> Receives the events of the sockets. */
    interface SocketListener {
        /** @param turn constant during one turn of the reactor, and different in the next */
        void onDatagram(int client, ByteBuffer datagram, long turn);

        /** The number of answers the client waits for. */
        int expected(int client);

        void onUnreachable();

        /** Called for the first socket only. */
        void onTurn();

        /** The time of the next {@link #onTurn}, on the reactor's clock. */
        long deadline();

        void onClosed(Throwable cause);
    }

    private final SocketListener listener;
    private final Endpoint endpoint;
    private final InetSocketAddress server;
    private final int client;
    private long refused;
    private boolean unexpectedAnswer;

    ClientSocket(SocketListener listener, Endpoint endpoint, InetSocketAddress server, int client) {
        this.listener = listener;
        this.endpoint = endpoint;
        this.server = server;
        this.client = client;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    SendResult send(ByteBuffer message) {
        SendResult result = endpoint.send(message, server);
        refused += result == SendResult.REFUSED ? 1 : 0;
        return result;
    }

    /** Queued datagrams that failed or are still queued. */
    long failures() {
        long unsent = endpoint.sends().unsentByReason().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return unsent - refused + endpoint.queued();
    }

    /** Any thread: sends the last datagram. */
    void sendGoodbye(ByteBuffer message) {
        endpoint.send(message, server);
    }

    @Override
    public void onDatagram(InetSocketAddress source, ByteBuffer datagram, long now) {
        unexpectedAnswer |= listener.expected(client) == 0;
        listener.onDatagram(client, datagram, now);
    }

    @Override
    public int maxPending() {
        // One unexpected (late) answer usually means more: do not limit the next read.
        int max = unexpectedAnswer ? Integer.MAX_VALUE : Math.max(1, listener.expected(client));
        unexpectedAnswer = false;
        return max;
    }

    /** 1, so that the clock and the schedule are read for each answer. */
    @Override
    public int maxBatch() {
        return 1;
    }

    @Override
    public void onUnreachable(IOException cause) {
        listener.onUnreachable();
    }

    @Override
    public void onTurn(long now) {
        if (client == 0) {
            listener.onTurn();
        }
    }

    @Override
    public long deadline() {
        return client == 0 ? listener.deadline() : Deadline.NEVER;
    }

    @Override
    public void onClosed(Throwable cause) {
        if (cause != null) {
            listener.onClosed(cause);
        }
    }
}
