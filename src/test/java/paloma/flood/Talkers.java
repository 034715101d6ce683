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
import paloma.house.Patience;

/** <em>One thread.</em> Peers of a console server that talk on while others flood it, one after the other. */
public final class Talkers implements AutoCloseable {

    private final List<DatagramSocket> sockets = new ArrayList<>();
    private final DatagramPacket heard = new DatagramPacket(new byte[1_024], 1_024);
    private long asked;
    private long answered;

    /** Such that no answer is lost that comes at all. */
    public Talkers(InetSocketAddress server, int count) throws IOException {
        this(server, count, (int) Patience.LIMIT.toMillis());
    }

    /**
     * So many peers, each of which has returned: it has sent again after its first answer.
     *
     * @param patienceMillis after so long an answer is lost
     */
    public Talkers(InetSocketAddress server, int count, int patienceMillis) throws IOException {
        for (int i = 0; i < count; i++) {
            DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            // Hears nobody else, who may have something to say to whoever had this port before.
            socket.connect(server);
            socket.setSoTimeout(patienceMillis);
            sockets.add(socket);
        }
        for (int i = 0; i < 2 * count; i++) {
            ask();
        }
    }

    /** The next one asks, and waits for its answer. */
    public void ask() throws IOException {
        DatagramSocket socket = sockets.get((int) (asked % sockets.size()));
        String question = "question " + asked++;
        byte[] bytes = question.getBytes(StandardCharsets.US_ASCII);
        socket.send(new DatagramPacket(bytes, bytes.length));
        try {
            String answer;
            do {
                heard.setLength(1_024);
                socket.receive(heard);
                answer = new String(heard.getData(), 0, heard.getLength(), StandardCharsets.UTF_8);
                answered++;
            } while (!answer.endsWith(": " + question));
        } catch (SocketTimeoutException e) {
            // Lost, unless it comes later.
        }
    }

    /** The next one asks, and fails when no answer comes. */
    public void askOrFail() throws IOException {
        ask();
        if (answered < asked) {
            throw new AssertionError("question " + asked + " was not answered");
        }
    }

    /** Questions asked. */
    public long asked() {
        return asked;
    }

    /** Answers that came. */
    public long answered() {
        return answered;
    }

    @Override
    public void close() {
        sockets.forEach(DatagramSocket::close);
    }
}
