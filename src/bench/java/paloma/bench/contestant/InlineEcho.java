package paloma.bench.contestant;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DatagramPacket;

/** Answers on the event loop, and flushes once per read. */
final class InlineEcho extends EchoHandler {
    @Override
    PeerCount open() {
        return new PeerCount(null);
    }

    @Override
    void onMessage(ChannelHandlerContext context, PeerCount session, DatagramPacket answer) {
        session.add();
        context.write(answer, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }
}
