package paloma.server;

import java.net.DatagramSocket;
import java.net.InetAddress;

/** <em>Main thread.</em> Opens a server for whose workers there are too few threads, and says what is left of it. */
final class OpenWithoutThreads {
    private OpenWithoutThreads() {}

    /** Opens a server that must fail; prints one line. */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        String refused = "no";
        try (Server server =
                Server.open(ServerOptions.on(port).withWorkers(1_024), (session, message) -> session.send(message))) {
            System.out.println("opened at " + server.localAddress());
        } catch (OutOfMemoryError e) {
            refused = "OutOfMemoryError";
        }
        int left = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("paloma")) {
                // Interrupted already; a busy machine needs time.
                thread.join(20_000);
                left += thread.isAlive() ? 1 : 0;
            }
        }
        try (DatagramSocket next = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
            System.out.println("refused: " + refused + ", threads: " + left + ", port is free: " + next.isBound());
        }
    }
}
