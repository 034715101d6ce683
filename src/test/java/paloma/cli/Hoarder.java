package paloma.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.locks.LockSupport;

/**
 * <em>Main thread.</em> The command line, in a JVM where somebody takes all memory that there is, and all that becomes free, from
 * the moment on when a connection is made to the port that is printed first.
 */
public final class Hoarder {
    private static final String ASK = "hoarder at ";
    private static Object[] hoard;

    private Hoarder() {}

    /** Runs the command line. */
    public static void main(String[] arguments) throws IOException {
        ServerSocket start = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> hoard(start), "hoarder");
        thread.setDaemon(true);
        thread.start();
        System.err.println(ASK + start.getLocalPort());
        Main.main(arguments);
    }

    /** The port in its first line on standard error. */
    public static int portIn(String line) {
        return Integer.parseInt(line.substring(ASK.length()));
    }

    public static boolean isPort(String line) {
        return line.startsWith(ASK);
    }

    private static void hoard(ServerSocket start) {
        try {
            start.accept();
        } catch (IOException e) {
            return;
        }
        while (true) {
            for (int bytes = 1 << 16; bytes >= 16; bytes /= 4) {
                take(bytes);
            }
            LockSupport.parkNanos(100_000);
        }
    }

    private static void take(int bytes) {
        try {
            while (true) {
                hoard = new Object[] {hoard, new byte[bytes]};
            }
        } catch (OutOfMemoryError e) {
            // All that there was in pieces of this size.
        }
    }
}
