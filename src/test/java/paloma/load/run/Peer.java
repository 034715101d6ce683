package paloma.load.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32C;
import paloma.load.plan.Plans;
import paloma.reactor.Uninterruptibles;

/**
 * <em>Any thread.</em> A UDP server on a plain {@link DatagramSocket} that answers as its {@link Manner} wants, which
 * may be badly.
 */
public final class Peer implements AutoCloseable {
    /** What the peer sends when {@code client}'s message {@code number} comes, and to whom. */
    @FunctionalInterface
    interface Manner {
        void on(Peer peer, int client, int number, String message);
    }

    private final DatagramSocket socket;
    private final Manner manner;
    private final Thread thread;
    private final Map<Integer, SocketAddress> addresses = new ConcurrentHashMap<>();
    private final List<String> others = new CopyOnWriteArrayList<>();

    private Peer(Manner manner) throws IOException {
        this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        // The default holds some 250 messages, and a busy machine may leave this peer waiting for longer than that.
        socket.setReceiveBufferSize(4 << 20);
        this.manner = manner;
        this.thread = new Thread(this::serve, "peer");
        thread.start();
    }

    static Peer start(Manner manner) throws IOException {
        return new Peer(manner);
    }

    /** One that answers as it should. */
    static Peer echo() throws IOException {
        return start((peer, client, number, message) -> peer.send(client, Plans.PREFIX + message));
    }

    /** The message with check bytes that agree with the rest of it. */
    public static String checked(String message) {
        String content = message.substring(0, message.length() - 8);
        CRC32C check = new CRC32C();
        check.update(content.getBytes(UTF_8));
        return content + "%08x".formatted(check.getValue());
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** Where {@code client}'s messages came from. */
    InetSocketAddress addressOf(int client) {
        return (InetSocketAddress) addresses.get(client);
    }

    /** Messages that are not a client's numbered ones. */
    List<String> others() {
        return others;
    }

    void send(int client, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, addresses.get(client)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void serve() {
        DatagramPacket packet = new DatagramPacket(new byte[65_507], 65_507);
        while (true) {
            try {
                packet.setLength(65_507);
                socket.receive(packet);
            } catch (IOException closed) {
                return;
            }
            hear(new String(packet.getData(), 0, packet.getLength(), UTF_8), packet.getSocketAddress());
        }
    }

    private void hear(String message, SocketAddress from) {
        String[] parts = message.split("/");
        if (parts.length != 3) {
            others.add(message);
            return;
        }
        int client = Integer.parseInt(parts[1]);
        addresses.put(client, from);
        manner.on(this, client, Integer.parseInt(parts[2].substring(0, 9)), message);
    }

    @Override
    public void close() {
        socket.close();
        Uninterruptibles.uninterruptibly(thread::join);
    }
}
