package paloma.flood;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import paloma.Counter;
import paloma.Counters;
import paloma.Handler;
import paloma.Limits;
import paloma.Session;
import paloma.house.IgnoredErrors;
import paloma.reactor.WrappedTransport;
import paloma.server.Server;
import paloma.server.ServerEndpoint;
import paloma.server.ServerOptions;

/**
 * <em>Main thread.</em> A server of the library that holds as much as its bounds allow: {@code HeldServer handlers} never
 * returns from a handler, {@code HeldServer many} not from one of 128, and {@code HeldServer outbox} answers while the kernel has no room. It ends with standard input, and
 * prints what was in force before and what was counted after.
 */
public final class HeldServer {
    private HeldServer() {}

    /** Serves; exits 0 when the counters balance and are at rest. */
    public static void main(String[] arguments) throws Exception {
        boolean outbox = arguments[0].equals("outbox");
        CountDownLatch never = new CountDownLatch(1);
        Handler handler = new Handler() {
            @Override
            public void onMessage(Session session, ByteBuffer message) throws InterruptedException {
                if (outbox) {
                    session.push(message);
                } else {
                    never.await();
                }
            }
        };
        Limits limits = Limits.builder().drainTime(Duration.ofSeconds(1)).build();
        ServerOptions options =
                ServerOptions.on(0).withListener(new IgnoredErrors()).withLimits(limits);
        Server server = Server.open(arguments[0].equals("many") ? options.withWorkers(128) : options, handler);
        if (outbox) {
            WrappedTransport.fill(ServerEndpoint.of(server));
        }
        System.out.println("port " + server.localAddress().getPort());
        while (System.in.read() >= 0) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            System.out.println("used " + (runtime.totalMemory() - runtime.freeMemory()) + " of " + runtime.maxMemory());
            System.out.println(server.counters());
        }
        server.close();
        server.awaitClosed();
        Counters counters = server.counters();
        System.out.println(counters);
        boolean decided = counters.balanced()
                && counters.get(Counter.LIVE) == 0
                && counters.get(Counter.WAITING) == 0
                && counters.get(Counter.QUEUED) == 0;
        System.exit(decided ? 0 : 4);
    }
}
