package paloma.impair;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;

/** <em>Owned by the proxy's thread.</em> One client: its two links, and its socket towards the server. */
final class Flow {
    /** Former ports of a client that are kept, to count what comes to them; what comes to older ones is lost uncounted. */
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

    /** Not connected, because through a connected channel the JDK sends no empty packets. */
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

    /** Passes on what has arrived by {@code now}. */
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

    /** Like a NAT that has forgotten the client: what comes to the old port from now on does not reach it. */
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
            // No socket to be had: the old port stays, and the next packet tries again.
        }
    }

    void readBack(DatagramChannel from) {
        for (int i = 0; i < Proxy.PER_TURN; i++) {
            SocketAddress source;
            try {
                source = from.receive(proxy.cleared());
            } catch (IOException e) {
                // Of one packet; the next may be better.
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
