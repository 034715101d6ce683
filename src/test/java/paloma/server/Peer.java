package paloma.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import paloma.house.Timeouts;

/** A plain UDP socket of the JDK, on loopback, that counts what it sends and receives. One thread uses it at a time. */
public final class Peer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = (int) Timeouts.LIMIT.toMillis();
    private static final int BUFFER_BYTES = 4 << 20;

    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private InetSocketAddress lastSource;
    private long sent;
    private long bytesSent;
    private long received;
    private long bytesReceived;

    /** A peer of {@code server}; null for one that answers. */
    public Peer(InetSocketAddress server) {
        try {
            this.server = server;
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            socket.setReceiveBufferSize(BUFFER_BYTES);
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends {@code text} to the server. */
    public void send(String text) {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends {@code bytes} to the server. */
    public void send(byte[] bytes) {
        send(bytes, server);
    }

    /** Sends {@code text} to the source of the last datagram. */
    public void reply(String text) {
        send(text.getBytes(StandardCharsets.UTF_8), lastSource);
    }

    private void send(byte[] bytes, InetSocketAddress target) {
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, target));
            sent++;
            bytesSent += bytes.length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next datagram; fails without one. */
    public byte[] receiveBytes() {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            socket.receive(packet);
            received++;
            bytesReceived += packet.getLength();
            lastSource = (InetSocketAddress) packet.getSocketAddress();
            return Arrays.copyOf(packet.getData(), packet.getLength());
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no datagram came", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next datagram as text. */
    public String receive() {
        return new String(receiveBytes(), StandardCharsets.UTF_8);
    }

    /** Sends {@code text} and returns the next datagram. */
    public String request(String text) {
        send(text);
        return receive();
    }

    /** Receives the datagrams in the socket; on loopback these are all that were sent. */
    void receiveWhatWaits() {
        try {
            socket.setSoTimeout(1);
            byte[] buffer = new byte[65_535];
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                received++;
                bytesReceived += packet.getLength();
            }
        } catch (SocketTimeoutException empty) {
            // The socket is empty.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** This peer's address. */
    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** The source of the last datagram. */
    public InetSocketAddress lastSource() {
        return lastSource;
    }

    public long sent() {
        return sent;
    }

    long received() {
        return received;
    }

    long bytesSent() {
        return bytesSent;
    }

    long bytesReceived() {
        return bytesReceived;
    }

    @Override
    public void close() {
        socket.close();
    }
}
