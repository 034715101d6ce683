package paloma.flood;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import paloma.house.Timeouts;

/** <em>One thread.</em> Peers of a console server that talk on while others flood it, one after the other. */
public final class Talkers implements AutoCloseable {

    private final List<DatagramSocket> sockets = new ArrayList<>();
    private final DatagramPacket received = new DatagramPacket(new byte[1_024], 1_024);
    private long requests;
    private long answered;

    /** Peers with a timeout that only a lost answer reaches. */
    public Talkers(InetSocketAddress server, int count) throws IOException {
        this(server, count, (int) Timeouts.LIMIT.toMillis());
    }

    /**
     * {@code count} validated peers: each has sent again after its first answer.
     *
     * @param timeoutMillis the timeout of an answer, after which it is lost
     */
    public Talkers(InetSocketAddress server, int count, int timeoutMillis) throws IOException {
        for (int i = 0; i < count; i++) {
            DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            // Connected, so that it receives no datagrams meant for an earlier owner of its port.
            socket.connect(server);
            socket.setSoTimeout(timeoutMillis);
            sockets.add(socket);
        }
        for (int i = 0; i < 2 * count; i++) {
            request();
        }
    }

    /** The next peer sends a message and waits for its answer. */
    public void request() throws IOException {
        DatagramSocket socket = sockets.get((int) (requests % sockets.size()));
        String question = "question " + requests++;
        byte[] bytes = question.getBytes(StandardCharsets.US_ASCII);
        socket.send(new DatagramPacket(bytes, bytes.length));
        try {
            String answer;
            do {
                received.setLength(1_024);
                socket.receive(received);
                answer = new String(received.getData(), 0, received.getLength(), StandardCharsets.UTF_8);
                answered++;
            } while (!answer.endsWith(": " + question));
        } catch (SocketTimeoutException e) {
            // Lost, unless it arrives later.
        }
    }

    /** Like {@link #request}, but fails without an answer. */
    public void requestOrFail() throws IOException {
        request();
        if (answered < requests) {
            throw new AssertionError("question " + requests + " was not answered");
        }
    }

    /** Messages sent. */
    public long requests() {
        return requests;
    }

    /** Answers received. */
    public long answered() {
        return answered;
    }

    @Override
    public void close() {
        sockets.forEach(DatagramSocket::close);
    }
}
