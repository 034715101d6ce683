package paloma.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;

/** Creates sessions without sockets. */
final class BenchmarkSources {
    static final PeerSession.SessionOutput OUTPUT = new PeerSession.SessionOutput() {
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
    };

    private BenchmarkSources() {}

    /** Opens {@code count} sessions of different IPv4 sources in {@code table}. */
    static PeerSession[] fill(SessionTable table, int count) {
        PeerSession[] sessions = new PeerSession[count];
        for (int i = 0; i < count; i++) {
            sessions[i] = table.open(ipv4(0x0A000000 + i, 1_024 + i % 60_000), OUTPUT, i);
        }
        return sessions;
    }

    static InetSocketAddress ipv4(int address, int port) {
        return source(ByteBuffer.allocate(4).putInt(address).array(), port);
    }

    /** A source as a channel returns it: an address without a host name. */
    static InetSocketAddress source(byte[] address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
