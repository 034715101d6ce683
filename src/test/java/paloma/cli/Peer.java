package paloma.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.awaitility.Awaitility;
import paloma.house.Timeouts;

/**
 * <em>Any thread.</em> Used by one thread. A datagram socket on loopback, as client or server of the tested process.
 */
public final class Peer implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = (int) Timeouts.LIMIT.toMillis();
    private static final int MAX_BYTES = 65_536;

    private final DatagramSocket socket;
    private InetSocketAddress remote;
    private long sent;
    private long received;

    /** A client of the server on {@code port}. */
    public Peer(int port) {
        this(InetAddress.getLoopbackAddress(), port);
    }

    Peer(InetAddress host, int port) {
        this.remote = new InetSocketAddress(host, port);
        try {
            this.socket = new DatagramSocket(0, host);
            socket.setSoTimeout(TIMEOUT_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates a server, which sends to the source of the last datagram. */
    public static Peer server() {
        return new Peer(1);
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** Sends and returns the next received datagram. */
    public String request(String message) {
        send(message);
        return receive();
    }

    /** Repeats the message until the answer arrives: the other side may still be starting. */
    public void awaitAnswer(String message, String answer) {
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofMillis(TIMEOUT_MILLIS))
                .until(() -> {
                    send(message);
                    socket.setSoTimeout(500);
                    try {
                        return receive().equals(answer);
                    } finally {
                        socket.setSoTimeout(TIMEOUT_MILLIS);
                    }
                });
    }

    public void send(String message) {
        send(message.getBytes(StandardCharsets.UTF_8));
    }

    public void send(byte[] message) {
        try {
            socket.send(new DatagramPacket(message, message.length, remote));
            sent++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String receive() {
        return new String(receiveBytes(), StandardCharsets.UTF_8);
    }

    public byte[] receiveBytes() {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_BYTES], MAX_BYTES);
        try {
            socket.receive(packet);
            received++;
        } catch (SocketTimeoutException e) {
            return "(nothing came)".getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        remote = (InetSocketAddress) packet.getSocketAddress();
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    /** Datagrams sent. */
    long sent() {
        return sent;
    }

    /** Datagrams received. */
    long received() {
        return received;
    }

    @Override
    public void close() {
        socket.close();
    }
}
