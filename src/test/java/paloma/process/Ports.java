package paloma.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports of loopback for tests that must name one before it is in use, or again after it was. They lie below those
 * that Linux picks by itself ({@code ip_local_port_range}), so that nobody gets one by accident in the meantime.
 */
public final class Ports {
    private static final int FIRST = 7_000;
    /** Test processes that run at the same time, which are numbered from 1, keep out of each other's way. */
    private static final int OF_EACH_PROCESS = 5_000;

    // Not always the same ones: another build may run on this machine.
    private static int next = FIRST
            + OF_EACH_PROCESS * Integer.getInteger("surefire.forkNumber", 1)
            + ThreadLocalRandom.current().nextInt(OF_EACH_PROCESS / 2);

    private Ports() {}

    /** Another one each time. */
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
