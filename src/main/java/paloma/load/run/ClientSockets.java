package paloma.load.run;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import paloma.lifecycle.BoundedClose;
import paloma.lifecycle.Cleanup;
import paloma.load.engine.LoadEngine;
import paloma.load.engine.MessageSender;
import paloma.load.plan.ClientRange;
import paloma.load.plan.Plan;
import paloma.net.KernelDropMonitor;
import paloma.net.SocketDrops;
import paloma.reactor.Endpoint;
import paloma.reactor.Endpoint.SendResult;
import paloma.reactor.Reactor;
import paloma.reactor.Transport;

/** <em>Any thread.</em> The sockets of a worker's clients, all on one reactor thread. */
final class ClientSockets implements MessageSender, KernelDropMonitor.Sockets, AutoCloseable {
    private static final Endpoint.Bounds BOUNDS = new Endpoint.Bounds(1_024, 1_024, 4L << 20);
    private static final int RECEIVE_BUFFER_BYTES = 256 << 10;

    private final Plan plan;
    private final ClientRange range;
    private final List<ClientSocket> sockets = new ArrayList<>();
    private Reactor reactor;

    ClientSockets(Plan plan, ClientRange range) {
        this.plan = plan;
        this.range = range;
    }

    /**
     * Starts the reactor, schedules {@code task}, and opens a socket for each client. After a failure {@link #close}
     * closes those opened.
     */
    void open(LoadEngine engine, EngineTask task) throws IOException, LoadException {
        try (ReservedDescriptors reserved = ReservedDescriptors.reserve()) {
            reactor = Reactor.start("paloma-load-reactor", true);
            reactor.schedule(task);
            for (int client = 0; client < range.count(); client++) {
                try {
                    sockets.add(socket(client, engine, task));
                } catch (IOException e) {
                    throw new LoadException(problemOf(client, reserved), sockets.size(), range.count(), e.getMessage());
                }
            }
        }
    }

    /** Determines why {@code client} has no socket. The system's error text cannot be parsed: it is localised. */
    private LoadException.Problem problemOf(int client, ReservedDescriptors reserved) throws IOException {
        if (reserved.areTheLast()) {
            return LoadException.Problem.TOO_FEW_SOCKETS;
        }
        InetSocketAddress source = plan.sources().of(range.first() + client);
        InetAddress bound = source == null ? wildcard() : source.getAddress();
        return Transport.canBind(bound) ? LoadException.Problem.NO_ROUTE : LoadException.Problem.TOO_FEW_PORTS;
    }

    private InetAddress wildcard() throws IOException {
        return InetAddress.getByAddress(new byte[plan.server().getAddress().getAddress().length]);
    }

    private ClientSocket socket(int client, LoadEngine engine, EngineTask task) throws IOException {
        InetSocketAddress source = plan.sources().of(range.first() + client);
        Endpoint endpoint = reactor.connect(source, plan.server(), RECEIVE_BUFFER_BYTES, BOUNDS);
        try {
            ClientSocket socket = new ClientSocket(endpoint, plan.server(), client, engine, task);
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

    @Override
    public SendResult send(int client, ByteBuffer message) {
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

    /**
     * Datagrams dropped by the kernel at these sockets; empty if it does not count them or its list lacks some of them.
     * Slow with thousands of sockets.
     */
    @Override
    public OptionalLong drops() {
        return dropsIn(SocketDrops.SYSTEM);
    }

    OptionalLong dropsIn(SocketDrops system) {
        Set<InetSocketAddress> own = localAddresses();
        return system.at(
                own.size(),
                socket -> own.contains(socket.local()) && socket.remote().equals(plan.server()));
    }

    Set<InetSocketAddress> localAddresses() {
        return sockets.stream().map(socket -> socket.endpoint().localAddress()).collect(Collectors.toSet());
    }

    @Override
    public void close() {
        if (reactor != null) {
            reactor.close();
            new BoundedClose(BoundedClose.DEFAULT_TIMEOUT).join(List.of(reactor.thread()));
        }
    }

    /**
     * <em>Main thread.</em> A few file descriptors, reserved while sockets are opened.
     * Without a free descriptor the Java runtime cannot load the classes that close sockets and report the error.
     */
    private static final class ReservedDescriptors implements AutoCloseable {
        private static final int COUNT = 16;

        /** A file of every Java runtime. */
        private static final File ANY_FILE =
                Path.of(System.getProperty("java.home"), "lib", "modules").toFile();

        private final List<FileInputStream> files = new ArrayList<>();

        static ReservedDescriptors reserve() throws IOException {
            ReservedDescriptors reserved = new ReservedDescriptors();
            try {
                for (int i = 0; i < COUNT; i++) {
                    reserved.files.add(new FileInputStream(ANY_FILE));
                }
                return reserved;
            } catch (Throwable e) {
                Cleanup.after(e, reserved);
                throw e;
            }
        }

        /** Whether no file can be opened now. */
        boolean areTheLast() {
            try {
                new FileInputStream(ANY_FILE).close();
                return false;
            } catch (IOException e) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            for (FileInputStream file : files) {
                file.close();
            }
        }
    }
}
