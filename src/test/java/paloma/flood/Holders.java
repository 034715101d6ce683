package paloma.flood;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * <em>One thread.</em> Sources that take places in a server's table and hold them, with datagrams of one byte: each an address
 * of its own in 127.0.0.0/8. They read no answer, as somebody who forges sources could not.
 */
public final class Holders implements AutoCloseable {
    private final InetSocketAddress server;
    private final List<DatagramChannel> sources = new ArrayList<>();
    private final ByteBuffer message = ByteBuffer.allocateDirect(1);
    private int next;

    /** {@code count} sources of datagrams to {@code server}. */
    public Holders(InetSocketAddress server, int count) throws IOException {
        this.server = server;
        for (int i = 0; i < count; i++) {
            sources.add(Flood.bind(i));
        }
    }

    /** Sends {@code datagrams}, each from the next source, starting again after the last. */
    public void send(int datagrams, Flood.Between between) throws IOException {
        for (int i = 0; i < datagrams; i++) {
            sources.get(next++ % sources.size()).send(message.rewind(), server);
            if (next % Flood.BETWEEN == 0) {
                between.run();
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (DatagramChannel source : sources) {
            source.close();
        }
    }
}
