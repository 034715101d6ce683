package paloma.reactor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import paloma.UnsentReason;

/**
 * <em>Any thread.</em> Classifies the ICMP errors that a connected socket throws for earlier datagrams.
 * UDP passes every ICMP error to the program (RFC 1122 §4.1.3.3). Linux keeps the last one at the socket (SO_ERROR), and the next read
 * or write throws it. This is what {@code read} and {@code write} of a connected {@code DatagramChannel} throw on JDK 17 and
 * 25 (Linux 6):
 *
 * <table>
 * <caption>ICMP (RFC 792, RFC 1812 §5.2.7) and ICMPv6 (RFC 4443 §3) at a connected socket</caption>
 * <tr><th>ICMP type/code<th>ICMPv6 type/code<th>thrown
 * <tr><td>3/3 port unreachable<td>1/4 port unreachable<td>{@code PortUnreachableException}, without a text
 * <tr><td>3/10 host prohibited, 3/13 to 3/15 administratively prohibited<td><td>{@code IOException: No route to host}
 * <tr><td>3/6 network unknown, 3/9 network prohibited<td><td>{@code IOException: Network is unreachable}
 * <tr><td>3/7 host unknown<td><td>{@code IOException: Host is down}
 * <tr><td>3/8 host isolated<td><td>{@code IOException: Machine is not on the network}
 * <tr><td>3/2 protocol unreachable<td><td>{@code IOException: Protocol not available}
 * <tr><td><td>1/1 administratively prohibited, 1/5 policy failed, 1/6 reject route<td>{@code IOException: Permission denied}
 * <tr><td>12 parameter problem<td>4 parameter problem, 1/7 source route<td>{@code IOException: Protocol error}
 * <tr><td>3/4 fragmentation needed<td>2 packet too big<td>{@code IOException: Message too long}
 * <tr><td>3/0 network, 3/1 host unreachable, 3/5, 3/11, 3/12, 4 source quench, 11 time exceeded<td>1/0 no route, 1/2 beyond
 * scope, 1/3 address unreachable, 3 time exceeded<td>nothing: Linux takes these for transient and passes them on with IP_RECVERR
 * only, an option that the JDK does not have
 * </table>
 *
 * <p>An unconnected socket, as a server's is, throws none of them. The texts are those of the C library, in the language of the
 * process. So whatever a connected socket reports is taken for such an error, except what is known to be none.
 */
final class IcmpErrors {
    private static final int PIECE_BYTES = 1 << 12;
    private static final int PIECES = 17;
    private static final int DISCARD = 9;
    private static final String ENGLISH_TOO_LONG = "Message too long";

    /** ENOMEM, ENOBUFS. */
    private static final String[] NO_MEMORY = {"memory", "buffer space", "memoria"};

    /** ENONET, ENOPROTOOPT, EPROTO. */
    private static final String[] ICMP_ONLY = {
        "not on the network",
        "Protocol not available",
        "Protocol error",
        "no está en red",
        "Protocolo no disponible",
        "Error de protocolo"
    };

    /** The text of EMSGSIZE in the language of this process: it must be told from other errors in every language. */
    static final String TOO_LONG = textOfTooLong();

    private IcmpErrors() {}

    /**
     * Whether {@code pending}, thrown by a connected socket for an earlier datagram, says that the peer is
     * unreachable. A datagram that was too long for its path says no such thing: the kernel has learned the path's
     * MTU and fragments the next one.
     */
    static boolean isUnreachable(IOException pending) {
        UnsentReason reason = SendCounters.reasonOf(pending);
        String text = String.valueOf(pending.getMessage());
        return !(pending instanceof ClosedChannelException)
                && reason != UnsentReason.TOO_BIG
                && !SendCounters.containsOneOf(NO_MEMORY, text);
    }

    /** Whether {@code pending} is certainly an ICMP message, which leaves the socket usable. */
    static boolean isKnown(IOException pending) {
        UnsentReason reason = SendCounters.reasonOf(pending);
        String text = String.valueOf(pending.getMessage());
        return reason == UnsentReason.UNREACHABLE
                || reason == UnsentReason.NOT_PERMITTED
                || reason == UnsentReason.TOO_BIG
                || SendCounters.containsOneOf(ICMP_ONLY, text);
    }

    /** The error of a datagram of more than 65,535 bytes, which never leaves the socket. */
    private static String textOfTooLong() {
        try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
            channel.configureBlocking(false);
            channel.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), DISCARD));
            return textOfTooLong(channel);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // Without a descriptor or a loopback interface.
            return ENGLISH_TOO_LONG;
        }
    }

    private static String textOfTooLong(DatagramChannel channel) {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
        ByteBuffer[] datagram = new ByteBuffer[PIECES];
        for (int i = 0; i < PIECES; i++) {
            datagram[i] = piece.duplicate();
        }
        try {
            channel.write(datagram);
            return ENGLISH_TOO_LONG;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
