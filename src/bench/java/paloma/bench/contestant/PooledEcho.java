package paloma.bench.contestant;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.EventExecutorGroup;

/** Each session is bound to one thread of the pool, which keeps its messages in order. */
final class PooledEcho extends EchoHandler {
    private final EventExecutorGroup pool;

    PooledEcho(EventExecutorGroup pool) {
        this.pool = pool;
    }

    @Override
    PeerCount open() {
        return new PeerCount(pool.next());
    }

    @Override
    void onMessage(ChannelHandlerContext context, PeerCount session, DatagramPacket answer) {
        session.executor.execute(() -> {
            session.add();
            context.writeAndFlush(answer, context.voidPromise());
        });
    }
}
