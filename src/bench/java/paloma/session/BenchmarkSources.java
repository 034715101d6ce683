package paloma.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Sessions without sockets. */
final class BenchmarkSources {
    static final PeerSession.SessionOutput HOME = new PeerSession.SessionOutput() {
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
        public Instant instantOf(long nanos) {
            return Instant.EPOCH.plusNanos(nanos);
        }
    };

    private BenchmarkSources() {}

    /** So many new sessions in {@code table}, each of another IPv4 source. */
    static PeerSession[] fill(SessionTable table, int count) {
        PeerSession[] sessions = new PeerSession[count];
        for (int i = 0; i < count; i++) {
            sessions[i] = table.open(ipv4(0x0A000000 + i, 1_024 + i % 60_000), HOME, i);
        }
        return sessions;
    }

    static InetSocketAddress ipv4(int address, int port) {
        return source(ByteBuffer.allocate(4).putInt(address).array(), port);
    }

    /** As the channel makes it of what came: an address without a name. */
    static InetSocketAddress source(byte[] address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
