package paloma.bench.contestant;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/** Netty has no session for a peer of a datagram channel; this gives it one, in the event loop's own map. */
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
        // The content is handed on as it is: neither copied nor released.
        onMessage(context, session, new DatagramPacket(packet.content(), packet.sender()));
    }

    abstract PeerCount open();

    abstract void onMessage(ChannelHandlerContext context, PeerCount session, DatagramPacket answer);

    final EchoProcess.EchoCounts tally() {
        long messages =
                sessions.values().stream().mapToLong(PeerCount::messages).sum();
        return new EchoProcess.EchoCounts(sessions.size(), messages);
    }
}
