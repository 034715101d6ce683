package paloma.load.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import paloma.lifecycle.BoundedClose;
import paloma.load.plan.ClientRange;
import paloma.load.plan.Plan;
import paloma.net.ProcNetUdp;
import paloma.reactor.Endpoint;
import paloma.reactor.Reactor;
import paloma.reactor.SendResult;
import paloma.reactor.Transport;

/** <em>Any thread.</em> The sockets of a worker's clients, all on one reactor thread. */
final class ClientSockets implements AutoCloseable {
    private static final Endpoint.Bounds BOUNDS = new Endpoint.Bounds(1_024, 1_024, 4L << 20);
    private static final int RECEIVE_BUFFER_BYTES = 256 << 10;

    private final Plan plan;
    private final ClientRange range;
    private final ClientSocket.SocketListener listener;
    private final List<ClientSocket> sockets = new ArrayList<>();
    private Reactor reactor;

    ClientSockets(Plan plan, ClientRange range, ClientSocket.SocketListener listener) {
        this.plan = plan;
        this.range = range;
        this.listener = listener;
    }

    /** Opens a socket for each client; after a failure {@link #close} closes those opened. */
    void open() throws IOException, LoadException {
        reactor = Reactor.start("paloma-load-reactor", true);
        for (int client = 0; client < range.count(); client++) {
            try {
                sockets.add(socket(client));
            } catch (IOException e) {
                throw new LoadException(problemOf(client), sockets.size(), range.count(), e.getMessage());
            }
        }
    }

    /** Determines why {@code client} has no socket. The system's error text cannot be parsed: it is localised. */
    private LoadException.Problem problemOf(int client) throws IOException {
        if (ReservedDescriptors.isExhausted()) {
            return LoadException.Problem.TOO_FEW_SOCKETS;
        }
        InetSocketAddress source = plan.sources().of(range.first() + client);
        InetAddress bound = source == null ? wildcard() : source.getAddress();
        return Transport.canBind(bound) ? LoadException.Problem.NO_ROUTE : LoadException.Problem.TOO_FEW_PORTS;
    }

    private InetAddress wildcard() throws IOException {
        return InetAddress.getByAddress(new byte[plan.server().getAddress().getAddress().length]);
    }

    private ClientSocket socket(int client) throws IOException {
        InetSocketAddress source = plan.sources().of(range.first() + client);
        Endpoint endpoint = reactor.connect(source, plan.server(), RECEIVE_BUFFER_BYTES, BOUNDS);
        try {
            ClientSocket socket = new ClientSocket(listener, endpoint, plan.server(), client);
            endpoint.start(socket);
            return socket;
        } catch (Throwable e) {
            endpoint.close();
            throw e;
        }
    }

    /** The number of open sockets. */
    int size() {
        return sockets.size();
    }

    SendResult send(int client, ByteBuffer message) {
        return sockets.get(client).send(message);
    }

    /** Reactor-owned: queued datagrams that were not sent. */
    long failures() {
        return sockets.stream().mapToLong(ClientSocket::failures).sum();
    }

    /** Sends every client's goodbye. */
    void sendGoodbyes() {
        byte[] goodbye = plan.clientGoodbye().getBytes(StandardCharsets.UTF_8);
        sockets.forEach(socket -> socket.sendGoodbye(ByteBuffer.wrap(goodbye)));
    }

    /** Any thread: schedules a turn of the first socket. */
    void wake() {
        sockets.get(0).endpoint().wake();
    }

    /** The time on the reactor's clock. */
    long nanos() {
        return reactor.nanos();
    }

    /** Datagrams dropped by the kernel at these sockets; empty if it does not count them. Slow with thousands of sockets. */
    OptionalLong drops() {
        Set<Integer> ports = sockets.stream()
                .map(socket -> socket.endpoint().localAddress().getPort())
                .collect(Collectors.toSet());
        return ProcNetUdp.now()
                .drops(socket -> ports.contains(socket.local().getPort())
                        && socket.remote().equals(plan.server()));
    }

    @Override
    public void close() {
        if (reactor != null) {
            reactor.close();
            new BoundedClose(BoundedClose.DEFAULT_TIMEOUT).join(List.of(reactor.thread()));
        }
    }
}
