package paloma.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports of loopback for tests that need a port number before or after its use. They are below Linux's
 * ephemeral ports ({@code ip_local_port_range}), so that no other socket gets one by chance.
 */
public final class Ports {
    private static final int FIRST = 7_000;
    /** Concurrent test processes, numbered from 1 to 5, use separate ranges. */
    private static final int OF_EACH_PROCESS = 5_000;

    // A random start: another build may run on this machine.
    private static int next = FIRST
            + OF_EACH_PROCESS * (Integer.getInteger("surefire.forkNumber", 1) - 1)
            + ThreadLocalRandom.current().nextInt(OF_EACH_PROCESS / 2);

    private Ports() {}

    /** A different port at each call. */
    public static synchronized int free() {
        while (true) {
            int port = next++;
            try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Taken.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
