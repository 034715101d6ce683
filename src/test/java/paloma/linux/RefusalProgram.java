package paloma.linux;

import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import paloma.BatchRefusal;
import paloma.BatchRefusedException;

/** A program that embeds Paloma: prints why the calls cannot be made, or the result of one. */
final class RefusalProgram {
    private RefusalProgram() {}

    public static void main(String[] arguments) throws Exception {
        if (SocketCalls.refusal().isPresent()) {
            System.out.println(SocketCalls.refusal().map(BatchRefusal::name).orElseThrow());
            return;
        }
        DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        try (SocketDescriptor descriptor =
                SocketDescriptor.of((InetSocketAddress) channel.getLocalAddress(), channel)) {
            System.out.println(SocketCalls.receive(descriptor.number(), MessageVector.forReceiving(1, 1, 0), 1));
        } catch (BatchRefusedException e) {
            System.out.println(e.reason());
        }
    }
}
