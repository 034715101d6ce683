package paloma.flood;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;

/**
 * <em>One thread.</em> Messages from any number of sources to a server on loopback, as somebody would send them who forges
 * sources. Each is an address of its own in 127.0.0.0/8, all of which is this machine's, so that nothing need be forged.
 */
public final class Flood {
    /** An action at intervals; it may block, which pauses the flood. */
    @FunctionalInterface
    public interface Between {
        void run() throws IOException;
    }

    /** Sources between a source's first and second datagram: by then the server has answered the first. */
    private static final int WINDOW = 256;

    /** Fewer than the smallest receive buffer holds. */
    static final int BETWEEN = 100;

    private static final int HOSTS = 250;

    private final InetSocketAddress server;
    private final ByteBuffer message;
    private final DatagramChannel[] open = new DatagramChannel[WINDOW];
    private long sent;

    /** A flood of the server at {@code server}. */
    public Flood(InetSocketAddress server) {
        this(server, "flood".length());
    }

    /** A flood with messages of {@code bytes}. */
    public Flood(InetSocketAddress server, int bytes) {
        this.server = server;
        message = ByteBuffer.allocateDirect(bytes);
        message.put("flood".repeat(bytes / 5 + 1).getBytes(StandardCharsets.US_ASCII), 0, bytes)
                .flip();
    }

    /**
     * Sends {@code each} datagrams from each of {@code sources} sources.
     *
     * @return datagrams sent
     */
    public long run(int sources, int each, Between between) throws IOException {
        try {
            for (int source = 0; source < sources; source++) {
                int place = source % WINDOW;
                end(place, each);
                open[place] = bind(source);
                send(open[place]);
                if (source % BETWEEN == 0) {
                    between.run();
                }
            }
        } finally {
            for (int place = 0; place < WINDOW; place++) {
                end(place, each);
            }
        }
        return sent;
    }

    static DatagramChannel bind(int source) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        // The last byte is never one of a broadcast address.
        int net = source / HOSTS;
        byte[] address = {127, (byte) (16 + (net >> 8)), (byte) net, (byte) (1 + source % HOSTS)};
        channel.bind(new InetSocketAddress(InetAddress.getByAddress(address), 0));
        return channel;
    }

    private void send(DatagramChannel channel) throws IOException {
        channel.send(message.rewind(), server);
        sent++;
    }

    private void end(int place, int each) throws IOException {
        DatagramChannel channel = open[place];
        open[place] = null;
        if (channel != null) {
            for (int i = 1; i < each; i++) {
                send(channel);
            }
            channel.close();
        }
    }
}
