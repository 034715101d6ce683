package paloma.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import paloma.Filter;
import paloma.house.Timeouts;

/** Holds the reactor at the first message, which it refuses, so that one turn receives all messages since. */
final class HoldingFilter implements Filter {
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @Override
    public boolean accepts(InetSocketAddress source, ByteBuffer message, boolean known) {
        boolean first = held.getCount() > 0;
        held.countDown();
        return await(goOn) && !first;
    }

    /** Sends from {@code peer} the message at which the reactor is held, and waits until it is held. */
    void holdBy(Peer peer) {
        peer.send("hold");
        assertTrue(await(held), "the reactor is not held");
    }

    void goOn() {
        goOn.countDown();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(Timeouts.SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }
}
