package paloma.cli.server;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import paloma.Session;

/** <em>Any thread.</em> Used by one thread. A session that records sent messages and can refuse them. */
public final class FakeSession implements Session {
    final List<String> sent = new ArrayList<>();
    boolean refuses;
    public boolean closed;
    private Object attachment;

    private final UUID id;
    private final InetSocketAddress peer;
    private final long messages;

    public FakeSession(String id, InetSocketAddress peer, long messages) {
        this.id = UUID.fromString(id);
        this.peer = peer;
        this.messages = messages;
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return peer;
    }

    @Override
    public boolean send(ByteBuffer message) {
        sent.add(StandardCharsets.UTF_8.decode(message).toString());
        return !refuses;
    }

    @Override
    public boolean push(ByteBuffer message) {
        return send(message);
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public Instant openedAt() {
        return Instant.parse("2030-01-02T03:04:05Z");
    }

    @Override
    public Instant lastReceivedAt() {
        return Instant.parse("2030-01-02T13:04:05.999Z");
    }

    @Override
    public long messages() {
        return messages;
    }

    @Override
    public Object attachment() {
        return attachment;
    }

    @Override
    public void attach(Object value) {
        attachment = value;
    }
}
