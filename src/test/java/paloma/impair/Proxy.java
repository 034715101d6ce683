package paloma.impair;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import paloma.reactor.Uninterruptibles;

/**
 * A bad network between clients and one UDP server: a thread with one socket towards the clients, and one for each client towards the
 * server. <em>Any thread</em> may close it and read its counts; the rest belongs to its own.
 */
final class Proxy implements AutoCloseable {
    /** Each uses a socket. */
    static final int MAX_CLIENTS = 4_096;

    private static final int MAX_BYTES = 65_535;
    static final int PER_TURN = 256;
    private static final int BUFFER_BYTES = 4 << 20;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ProxyOptions options;
    private final DatagramChannel front;
    private final InetSocketAddress localAddress;
    private final Selector selector = Selector.open();
    private final Thread thread = new Thread(this::run, "impair");
    private final long origin = System.nanoTime();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_BYTES);
    private final Map<SocketAddress, Flow> flows = new HashMap<>();
    private final Set<Flow> busy = new LinkedHashSet<>();
    private final PacketCounts up = new PacketCounts();
    private final PacketCounts down = new PacketCounts();
    private final AtomicLong clients = new AtomicLong();
    private final AtomicLong rebinds = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closing;
    private volatile IOException failure;

    private Proxy(ProxyOptions options) throws IOException {
        this.options = options;
        front = open();
        try {
            front.bind(options.listen());
            front.register(selector, SelectionKey.OP_READ);
            localAddress = (InetSocketAddress) front.getLocalAddress();
        } catch (IOException | RuntimeException e) {
            front.close();
            selector.close();
            throw e;
        }
    }

    /** Binds the socket and starts passing packets. */
    static Proxy start(ProxyOptions options) throws IOException {
        Proxy proxy = new Proxy(options);
        proxy.thread.start();
        return proxy;
    }

    static DatagramChannel open() throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
        return channel;
    }

    /** The address for clients. */
    InetSocketAddress localAddress() {
        return localAddress;
    }

    /** The counts towards the server. */
    PacketCounts up() {
        return up;
    }

    /** The counts towards the clients. */
    PacketCounts down() {
        return down;
    }

    ProxyOptions options() {
        return options;
    }

    long clients() {
        return clients.get();
    }

    /** How often a client's port towards the server changed. */
    long rebinds() {
        return rebinds.get();
    }

    private void run() {
        try {
            while (!closing) {
                turn();
            }
        } catch (IOException e) {
            failure = e;
        } finally {
            end();
        }
    }

    private void turn() throws IOException {
        long deadline = busy.stream().mapToLong(Flow::deadline).min().orElse(Link.NEVER);
        long millis = deadline == Link.NEVER ? 0 : (deadline - now()) / NANOS_PER_MILLI + 1;
        if (deadline == Link.NEVER || millis > 0) {
            selector.select(this::read, Math.max(0, millis));
        } else {
            selector.selectNow(this::read);
        }
        long now = now();
        for (Flow flow : List.copyOf(busy)) {
            flow.pass(now);
            if (flow.deadline() == Link.NEVER) {
                busy.remove(flow);
            }
        }
    }

    long now() {
        return System.nanoTime() - origin;
    }

    private void read(SelectionKey key) {
        if (!key.isValid()) {
            return;
        }
        if (key.attachment() instanceof Flow flow) {
            flow.readBack((DatagramChannel) key.channel());
        } else {
            readFront();
        }
    }

    private void readFront() {
        for (int i = 0; i < PER_TURN; i++) {
            SocketAddress client;
            try {
                client = front.receive(cleared());
            } catch (IOException e) {
                // An error of one packet; the next may succeed.
                continue;
            }
            if (client == null) {
                return;
            }
            Flow flow = flowOf(client);
            if (flow == null) {
                up.add(Count.CAME);
                up.add(Count.NO_ROOM);
            } else {
                flow.up.offer(received(), now());
                hasWork(flow);
            }
        }
    }

    /** The only receive buffer. */
    ByteBuffer cleared() {
        return buffer.clear();
    }

    /** The received bytes. */
    byte[] received() {
        byte[] packet = new byte[buffer.flip().remaining()];
        buffer.get(packet);
        return packet;
    }

    /** Packets may wait on the links of {@code flow}. */
    void hasWork(Flow flow) {
        busy.add(flow);
    }

    /** Registers {@code channel}: its packets are passed to the flow. */
    void watch(DatagramChannel channel, Flow flow) throws IOException {
        channel.register(selector, SelectionKey.OP_READ, flow);
    }

    void sendTo(SocketAddress client, byte[] packet) {
        send(front, client, packet, down);
    }

    void rebound() {
        rebinds.incrementAndGet();
    }

    /** Null when there is no room or no socket for a new client. */
    private Flow flowOf(SocketAddress client) {
        Flow flow = flows.get(client);
        if (flow == null && flows.size() < MAX_CLIENTS) {
            try {
                flow = new Flow(this, client, flows.size());
            } catch (IOException e) {
                return null;
            }
            flows.put(client, flow);
            clients.incrementAndGet();
        }
        return flow;
    }

    static void send(DatagramChannel from, SocketAddress to, byte[] packet, PacketCounts counts) {
        try {
            // An empty packet sends 0 bytes, too.
            boolean sent = from.send(ByteBuffer.wrap(packet), to) == packet.length;
            counts.add(sent ? Count.PASSED : Count.REFUSED);
        } catch (IOException e) {
            counts.add(Count.REFUSED);
        }
    }

    private void end() {
        try {
            for (Flow flow : flows.values()) {
                flow.end();
            }
            front.close();
            selector.close();
        } catch (IOException e) {
            failure = failure == null ? e : failure;
        }
        ended.countDown();
    }

    /** Waits for the end; throws the error that ended the proxy, unless it was {@link #close}. */
    void awaitEnd() throws IOException, InterruptedException {
        ended.await();
        if (failure != null) {
            throw failure;
        }
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** Ends the proxy; waiting packets are not passed. Returns after the end. */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        Uninterruptibles.uninterruptibly(thread::join);
    }
}
