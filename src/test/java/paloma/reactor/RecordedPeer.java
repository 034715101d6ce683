package paloma.reactor;

import java.net.InetSocketAddress;
import paloma.net.PackedAddress;
import paloma.net.Peer;

/** <em>Any thread.</em> A recipient that keeps the flags of a session. */
final class RecordedPeer implements Peer {
    private final InetSocketAddress address;
    private boolean staged;
    private boolean sending;
    private boolean sent;
    /** Runs when a datagram is written into a batch. */
    Runnable whenWritten = () -> {};
    /** Runs when no datagram is in a batch any more. */
    Runnable whenFlushed = () -> {};

    RecordedPeer(InetSocketAddress address) {
        this.address = address;
    }

    synchronized boolean isStaged() {
        return staged;
    }

    /** Whether an answer of the peer validates its address. */
    synchronized boolean isSentTo() {
        return sending || sent;
    }

    @Override
    public long packedAddress() {
        whenWritten.run();
        return PackedAddress.of(address);
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return address;
    }

    @Override
    public synchronized boolean onStaged() {
        boolean first = !staged;
        staged = true;
        return first;
    }

    @Override
    public void onFlushed() {
        synchronized (this) {
            staged = false;
        }
        whenFlushed.run();
    }

    @Override
    public synchronized void onSending() {
        sending = true;
    }

    @Override
    public synchronized void onSent() {
        sent = true;
    }

    @Override
    public synchronized void onNotSent() {
        sending = false;
    }
}
