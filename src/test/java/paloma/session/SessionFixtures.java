package paloma.session;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;

/** Source addresses, and sessions whose output accepts every datagram. */
public final class SessionFixtures {
    public static final PeerSession.SessionOutput OUTPUT = new AcceptingOutput();

    /** Accepts every datagram, and ignores all else. */
    public static class AcceptingOutput implements PeerSession.SessionOutput {
        @Override
        public boolean send(PeerSession session, ByteBuffer message) {
            return true;
        }

        @Override
        public boolean push(PeerSession session, ByteBuffer message) {
            return true;
        }

        @Override
        public void reserveStack() {}

        @Override
        public void onClosing(PeerSession session) {}

        @Override
        public void onReleased() {}

        @Override
        public UUID newId() {
            return UUID.randomUUID();
        }

        @Override
        public Instant instantOf(long nanos) {
            return Instant.EPOCH.plusNanos(nanos);
        }
    }

    private SessionFixtures() {}

    static InetSocketAddress source(String address, int port) {
        return new InetSocketAddress(host(address), port);
    }

    static InetAddress host(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** {@code address} on the link of number {@code scope}. */
    static InetSocketAddress scoped(String address, int scope, int port) {
        try {
            return new InetSocketAddress(
                    Inet6Address.getByAddress(null, host(address).getAddress(), scope), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** A distinct source for each number. */
    static InetSocketAddress numbered(int number) {
        byte[] four = {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
        try {
            return new InetSocketAddress(InetAddress.getByAddress(four), 1_024 + number % 50_000);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * A distinct IPv6 source for each number below 2^30, all with the same port, scope and hash code: the JDK adds the four
     * words of an address.
     */
    static InetSocketAddress colliding(int number) {
        byte[] six = ByteBuffer.allocate(16)
                .putInt(0x20010db8)
                .putInt(number)
                .putInt(-number)
                .putInt(1)
                .array();
        try {
            return new InetSocketAddress(Inet6Address.getByAddress(null, six, 0), 5_000);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    public static PeerSession session() {
        return session(OUTPUT);
    }

    public static PeerSession session(PeerSession.SessionOutput output) {
        return session(source("192.0.2.1", 5_000), output);
    }

    static PeerSession session(InetSocketAddress source, PeerSession.SessionOutput output) {
        return session(source, output, new FirstMessageRing(4));
    }

    static PeerSession session(
            InetSocketAddress source, PeerSession.SessionOutput output, FirstMessageRing firstMessages) {
        AddressHash hashing = new AddressHash(1, 2);
        return new PeerSession(hashing.key(source), source, output, firstMessages, 0);
    }
}
