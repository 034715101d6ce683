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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import paloma.load.plan.Plans;
import paloma.reactor.Uninterruptibles;

/**
 * <em>Any thread.</em> A UDP server on a plain {@link DatagramSocket}, whose {@link Manner} decides each answer.
 */
public final class Peer implements AutoCloseable {
    /** Sends the answers to {@code client}'s message {@code number}, correct or not. */
    @FunctionalInterface
    interface Manner {
        void on(Peer peer, int client, int number, String message);
    }

    private static final Pattern NUMBERED = Pattern.compile(
            "(?<run>[0-9a-f]{8})/(?<client>\\d{6})/(?<number>\\d{9})(?<filler>[a-z]*)(?<check>[0-9a-f]{8})");

    private final DatagramSocket socket;
    private final Manner manner;
    private final Thread thread;
    private final Map<Integer, SocketAddress> addresses = new ConcurrentHashMap<>();
    private final List<String> others = new CopyOnWriteArrayList<>();

    private Peer(Manner manner) throws IOException {
        this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        // The default holds about 250 messages, which is not enough on a busy machine.
        socket.setReceiveBufferSize(4 << 20);
        this.manner = manner;
        this.thread = new Thread(this::serve, "peer");
        thread.start();
    }

    static Peer start(Manner manner) throws IOException {
        return new Peer(manner);
    }

    /** Starts a peer that answers each message correctly. */
    static Peer echo() throws IOException {
        return start((peer, client, number, message) -> peer.send(client, Plans.PREFIX + message));
    }

    /** Returns the message with the correct checksum. */
    public static String checked(String message) {
        String content = message.substring(0, message.length() - 8);
        CRC32C check = new CRC32C();
        check.update(content.getBytes(UTF_8));
        return content + "%08x".formatted(check.getValue());
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** The source address of {@code client}'s messages. */
    InetSocketAddress addressOf(int client) {
        return (InetSocketAddress) addresses.get(client);
    }

    /** The messages without a client and a number. */
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
            receive(new String(packet.getData(), 0, packet.getLength(), UTF_8), packet.getSocketAddress());
        }
    }

    private void receive(String message, SocketAddress source) {
        Matcher numbered = NUMBERED.matcher(message);
        if (!numbered.matches()) {
            others.add(message);
            return;
        }
        int client = Integer.parseInt(numbered.group("client"));
        addresses.put(client, source);
        manner.on(this, client, Integer.parseInt(numbered.group("number")), message);
    }

    @Override
    public void close() {
        socket.close();
        Uninterruptibles.uninterruptibly(thread::join);
    }
}
