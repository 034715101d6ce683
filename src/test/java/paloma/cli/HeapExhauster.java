package paloma.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.locks.LockSupport;

/**
 * <em>Main thread.</em> Runs the command line in a JVM and exhausts its heap after a connection to the printed port.
 */
public final class HeapExhauster {
    private static final String PORT_PREFIX = "hoarder at ";
    private static Object[] exhaust;

    private HeapExhauster() {}

    /** Runs the command line. */
    public static void main(String[] arguments) throws IOException {
        ServerSocket start = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> exhaust(start), "hoarder");
        thread.setDaemon(true);
        thread.start();
        System.err.println(PORT_PREFIX + start.getLocalPort());
        Main.main(arguments);
    }

    /** Returns the port in the first line on standard error. */
    public static int portIn(String line) {
        return Integer.parseInt(line.substring(PORT_PREFIX.length()));
    }

    public static boolean isPort(String line) {
        return line.startsWith(PORT_PREFIX);
    }

    private static void exhaust(ServerSocket start) {
        try {
            start.accept();
        } catch (IOException e) {
            return;
        }
        while (true) {
            for (int bytes = 1 << 16; bytes >= 16; bytes /= 4) {
                allocate(bytes);
            }
            LockSupport.parkNanos(100_000);
        }
    }

    private static void allocate(int bytes) {
        try {
            while (true) {
                exhaust = new Object[] {exhaust, new byte[bytes]};
            }
        } catch (OutOfMemoryError e) {
            // The heap has no room for another array of this size.
        }
    }
}
