package paloma.bench.contestant;

import java.net.InetSocketAddress;
import java.util.Collection;
import org.apache.mina.core.service.IoHandlerAdapter;
import org.apache.mina.core.session.AttributeKey;
import org.apache.mina.core.session.ExpiringSessionRecycler;
import org.apache.mina.core.session.IoEventType;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.executor.ExecutorFilter;
import org.apache.mina.filter.executor.OrderedThreadPoolExecutor;
import org.apache.mina.transport.socket.nio.NioDatagramAcceptor;

/** The contestants "MINA": {@code PORT pool} with an ordered executor, {@code PORT inline} without. */
public final class MinaEcho {
    private static final AttributeKey COUNT = new AttributeKey(MinaEcho.class, "count");

    private MinaEcho() {}

    /**
     * The counter is an attribute, because a datagram session of MINA does not count. The pool receives only
     * MESSAGE_RECEIVED events; by default it would also receive those of sent messages.
     */
    public static void main(String[] args) throws Exception {
        NioDatagramAcceptor acceptor = new NioDatagramAcceptor();
        acceptor.setSessionRecycler(new ExpiringSessionRecycler(EchoProcess.IDLE_SECONDS));
        acceptor.getSessionConfig().setReceiveBufferSize(EchoProcess.RECEIVE_BUFFER_BYTES);
        acceptor.getSessionConfig().setReadBufferSize(EchoProcess.MAX_MESSAGE_BYTES);
        if (args[1].equals("pool")) {
            OrderedThreadPoolExecutor pool =
                    new OrderedThreadPoolExecutor(EchoProcess.POOL_THREADS, EchoProcess.POOL_THREADS);
            acceptor.getFilterChain().addLast("pool", new ExecutorFilter(pool, IoEventType.MESSAGE_RECEIVED));
        }
        acceptor.setHandler(new IoHandlerAdapter() {
            @Override
            public void sessionCreated(IoSession session) {
                session.setAttribute(COUNT, new PeerCount(null));
            }

            @Override
            public void messageReceived(IoSession session, Object message) {
                ((PeerCount) session.getAttribute(COUNT)).add();
                session.write(message);
            }
        });
        acceptor.bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])));
        EchoProcess.serve(() -> counts(acceptor.getManagedSessions().values()));
    }

    private static EchoProcess.EchoCounts counts(Collection<IoSession> sessions) {
        long messages = sessions.stream()
                .mapToLong(session -> ((PeerCount) session.getAttribute(COUNT)).messages())
                .sum();
        return new EchoProcess.EchoCounts(sessions.size(), messages);
    }
}
