package paloma.impair;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;

/** <em>Owned by the proxy's thread.</em> One client: its two links, and its socket towards the server. */
final class Flow {
    /** Former ports of a client that stay open to count their packets; packets to older ones are lost uncounted. */
    private static final int MAX_FORMER = 8;

    private final Proxy proxy;
    private final SocketAddress client;
    final Link up;
    private final Link down;
    private final ArrayDeque<DatagramChannel> former = new ArrayDeque<>();
    private DatagramChannel back;
    private long sinceRebind;

    Flow(Proxy proxy, SocketAddress client, int index) throws IOException {
        this.proxy = proxy;
        this.client = client;
        this.up =
                new Link(proxy.options().up(), Impairment.seedOf(proxy.options().seed(), 2L * index), proxy.up());
        this.down = new Link(
                proxy.options().down(), Impairment.seedOf(proxy.options().seed(), 2L * index + 1), proxy.down());
        this.back = another();
    }

    /** Not connected: the JDK sends no empty packets through a connected channel. */
    private DatagramChannel another() throws IOException {
        DatagramChannel channel = Proxy.open();
        try {
            channel.bind(null);
            proxy.watch(channel, this);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    long deadline() {
        return Math.min(up.deadline(), down.deadline());
    }

    /** Passes on the packets that have arrived by {@code now}. */
    void pass(long now) {
        for (byte[] packet = up.poll(now); packet != null; packet = up.poll(now)) {
            if (proxy.options().rebind() > 0 && sinceRebind >= proxy.options().rebind()) {
                rebind();
            }
            sinceRebind++;
            Proxy.send(back, proxy.options().to(), packet, proxy.up());
        }
        for (byte[] packet = down.poll(now); packet != null; packet = down.poll(now)) {
            proxy.sendTo(client, packet);
        }
    }

    /** Like a NAT that has dropped the client's mapping: later packets to the old port do not reach it. */
    private void rebind() {
        try {
            DatagramChannel fresh = another();
            readBack(back);
            former.add(back);
            back = fresh;
            sinceRebind = 0;
            proxy.rebound();
            if (former.size() > MAX_FORMER) {
                former.remove().close();
            }
        } catch (IOException e) {
            // No socket available: the old port stays, and the next packet tries again.
        }
    }

    void readBack(DatagramChannel from) {
        for (int i = 0; i < Proxy.PER_TURN; i++) {
            SocketAddress source;
            try {
                source = from.receive(proxy.cleared());
            } catch (IOException e) {
                // An error of one packet; the next may succeed.
                continue;
            }
            if (source == null) {
                return;
            }
            if (!source.equals(proxy.options().to())) {
                continue;
            }
            if (from == back) {
                down.offer(proxy.received(), proxy.now());
                proxy.hasWork(this);
            } else {
                proxy.down().add(Count.CAME);
                proxy.down().add(Count.TOO_LATE);
            }
        }
    }

    void end() throws IOException {
        back.close();
        for (DatagramChannel channel : former) {
            channel.close();
        }
    }
}
