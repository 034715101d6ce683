package paloma.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import paloma.client.Client;
import paloma.client.ClientGroup;
import paloma.client.ClientOptions;
import paloma.house.Timeouts;
import paloma.server.Peer;

/**
 * The peers of a soaked server: some that stay and talk, some that come, say one thing and go without a word, and one that
 * sends what a server must refuse or stumble over. <em>One thread</em> calls {@link #tick}.
 */
final class Traffic implements AutoCloseable {
    private static final int STAYING = 100;
    private static final int COMING_PER_TICK = 2;
    /** A client of an evicted session gets no answer; {@link Soak} waits longer than this for all. */
    private static final Duration TIMEOUT = Timeouts.LIMIT.dividedBy(2);

    private static final List<byte[]> TROUBLE = List.of(
            new byte[0],
            new byte[SoakServer.LONGEST + 1],
            text("throw"),
            text("close"),
            text("too big"),
            text("refuse"));

    private final ClientOptions options;
    private final ClientGroup group = open();
    private final List<Client> staying = new ArrayList<>();
    private final List<CompletableFuture<?>> pending = new ArrayList<>();
    private final Peer troublemaker;
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong coming = new AtomicLong();
    private int ticks;

    Traffic(InetSocketAddress server) {
        options = ClientOptions.to(server.getHostString(), server.getPort()).withRequestTimeout(TIMEOUT);
        troublemaker = new Peer(server);
        for (int i = 0; i < STAYING; i++) {
            staying.add(connect());
            pending.add(CompletableFuture.completedFuture(null));
        }
    }

    /** Each client without a pending request sends one. */
    void tick() {
        for (int i = 0; i < STAYING; i++) {
            if (pending.get(i).isDone()) {
                pending.set(i, startRequest(staying.get(i)));
            }
        }
        for (int i = 0; i < COMING_PER_TICK; i++) {
            Client client = connect();
            coming.incrementAndGet();
            startRequest(client).whenComplete((done, failure) -> {
                end(client);
                coming.decrementAndGet();
            });
        }
        troublemaker.send(TROUBLE.get(ticks++ % TROUBLE.size()));
    }

    private CompletableFuture<?> startRequest(Client client) {
        return client.request("Hola, servidor!").handle((answer, failure) -> {
            (failure == null ? answered : lost).incrementAndGet();
            return null;
        });
    }

    private void end(Client client) {
        client.close();
        sent.addAndGet(client.counters().sent());
    }

    /** Whether no request is pending. */
    boolean isQuiet() {
        return coming.get() == 0 && pending.stream().allMatch(CompletableFuture::isDone);
    }

    long answered() {
        return answered.get();
    }

    /** Requests without an answer in time. */
    long lost() {
        return lost.get();
    }

    /** Datagrams sent to the server; complete once closed. */
    long sent() {
        return sent.get() + troublemaker.sent();
    }

    @Override
    public void close() {
        staying.forEach(this::end);
        group.close();
        troublemaker.close();
    }

    private Client connect() {
        try {
            return group.connect(options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClientGroup open() {
        try {
            return ClientGroup.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
