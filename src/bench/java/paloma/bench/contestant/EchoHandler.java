package paloma.bench.contestant;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/** Keeps a session per peer in a map of the event loop; Netty has no sessions of datagrams. */
abstract class EchoHandler extends ChannelInboundHandlerAdapter {
    private final Map<InetSocketAddress, PeerCount> sessions = new HashMap<>();

    @Override
    public final void channelRead(ChannelHandlerContext context, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        PeerCount session = sessions.get(packet.sender());
        if (session == null) {
            session = open();
            sessions.put(packet.sender(), session);
        }
        // The content is sent without a copy; the write releases it.
        onMessage(context, session, new DatagramPacket(packet.content(), packet.sender()));
    }

    abstract PeerCount open();

    abstract void onMessage(ChannelHandlerContext context, PeerCount session, DatagramPacket answer);

    final EchoProcess.EchoCounts counts() {
        long messages =
                sessions.values().stream().mapToLong(PeerCount::messages).sum();
        return new EchoProcess.EchoCounts(sessions.size(), messages);
    }
}
