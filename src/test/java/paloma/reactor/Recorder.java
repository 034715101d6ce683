package paloma.reactor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import paloma.lifecycle.Deadline;
import paloma.net.Source;

/** A protocol that records its events. */
class Recorder implements DatagramProtocol {
    final List<String> events = new ArrayList<>();
    Runnable duringTurn = () -> {};
    Runnable duringDatagram = () -> {};
    long deadline = Deadline.NEVER;
    int maxPending = Integer.MAX_VALUE;
    int maxBatch = Integer.MAX_VALUE;
    Throwable cause;
    IOException unreachableBy;

    /** Removes and returns the recorded events. */
    List<String> takeEvents() {
        List<String> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    @Override
    public void onDatagram(Source source, ByteBuffer datagram, long now) {
        events.add("datagram " + StandardCharsets.UTF_8.decode(datagram));
        duringDatagram.run();
    }

    @Override
    public int maxPending() {
        return maxPending;
    }

    @Override
    public int maxBatch() {
        return maxBatch;
    }

    @Override
    public void onSocketDrained(long now) {
        events.add("caught up at " + now);
    }

    @Override
    public void onUnreachable(IOException cause) {
        unreachableBy = cause;
        events.add("unreachable");
    }

    @Override
    public void onTurn(long now) {
        events.add("turn at " + now);
        duringTurn.run();
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public void onClosed(Throwable cause) {
        this.cause = cause;
        events.add("closed");
    }
}
