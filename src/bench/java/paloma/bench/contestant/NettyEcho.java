package paloma.bench.contestant;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutorGroup;

/**
 * The contestants "Netty": {@code PORT (nio|epoll|recvmmsg) (inline|pool)}. With recvmmsg one buffer receives the datagrams
 * of one system call. The epoll transport always sends the datagrams of one flush with sendmmsg.
 */
public final class NettyEcho {
    private static final int MAX_DATAGRAMS_PER_CALL = 64;

    private NettyEcho() {}

    /** The map of sessions is confined to the event loop. */
    public static void main(String[] args) throws Exception {
        boolean epoll = !args[1].equals("nio");
        IoHandlerFactory transport = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        EventExecutorGroup pool =
                args[2].equals("pool") ? new DefaultEventExecutorGroup(EchoProcess.POOL_THREADS) : null;
        EchoHandler handler = pool == null ? new InlineEcho() : new PooledEcho(pool);
        Bootstrap bootstrap = new Bootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, transport))
                .channel(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
                .option(ChannelOption.SO_RCVBUF, EchoProcess.RECEIVE_BUFFER_BYTES)
                .handler(handler);
        if (args[1].equals("recvmmsg")) {
            bootstrap
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, EchoProcess.MAX_MESSAGE_BYTES)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(EchoProcess.MAX_MESSAGE_BYTES * MAX_DATAGRAMS_PER_CALL));
        }
        Channel channel =
                bootstrap.bind("127.0.0.1", Integer.parseInt(args[0])).sync().channel();
        EchoProcess.serve(() -> channel.eventLoop()
                .submit(handler::counts)
                .syncUninterruptibly()
                .getNow());
    }
}
