package paloma.kernel;

import java.nio.ByteBuffer;
import paloma.client.Client;
import paloma.client.ClientCounters;
import paloma.client.ClientGroup;
import paloma.client.ClientOptions;

/** <em>Main thread.</em> A program that sends each of many hosts a long datagram and a short one at once, and prints what it counted. */
final class LongThenShort {
    static final int HOSTS = 50;
    static final String NETWORK = "10.1.0.";
    private static final int LONG = 1_400;
    private static final int PORT = 7;

    private LongThenShort() {}

    public static void main(String[] arguments) throws Exception {
        long refused = 0;
        long unreachable = 0;
        try (ClientGroup group = ClientGroup.open()) {
            for (int host = 1; host <= HOSTS; host++) {
                Client client = group.connect(ClientOptions.to(NETWORK + host, PORT));
                client.request(ByteBuffer.allocate(LONG));
                client.send(ByteBuffer.allocate(LONG));
                client.send("short");
                client.close();
                ClientCounters counters = client.counters();
                refused += counters.sends() - counters.sent();
                unreachable += counters.unreachable();
            }
        }
        System.out.println("refused " + refused + ", unreachable " + unreachable);
    }
}
