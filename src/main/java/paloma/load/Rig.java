package paloma.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.HdrHistogram.SingleWriterRecorder;
import paloma.client.Client;
import paloma.client.ClientGroup;
import paloma.client.ClientOptions;
import paloma.kernel.UdpSockets;

/**
 * <em>Any thread.</em> Plays its share of a plan's clients in this process: a socket each, all on one reactor thread,
 * which brings the answers; the thread that called {@link #run} brings the timeouts.
 */
final class Rig implements Crew {
    private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** How long the sockets still listen after the last answer: a second one to the same message would be an error. */
    private static final long LINGER_MILLIS = 100;

    private final Plan plan;
    private final Share share;
    private final LongSupplier clock;
    private final List<Client> clients = new ArrayList<>();
    private final List<Conversation> conversations = new ArrayList<>();
    private final SingleWriterRecorder latencies = Result.recorder();
    private final AtomicInteger talking;
    private final AtomicReference<Ending> ending = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile long endedAt;
    private ClientGroup group;

    Rig(Plan plan, Share share) {
        this(plan, share, System::nanoTime);
    }

    /** A rig whose timeouts and latencies follow {@code clock}, in nanoseconds. */
    Rig(Plan plan, Share share, LongSupplier clock) {
        this.plan = plan;
        this.share = share;
        this.clock = clock;
        this.talking = new AtomicInteger(share.count());
    }

    @Override
    public void connect() throws LoadException {
        try {
            SpareDescriptors.heldDuring(this::open);
        } catch (IOException e) {
            throw new LoadException(
                    LoadException.Problem.TOO_FEW_SOCKETS, clients.size(), share.count(), e.getMessage());
        }
        for (int i = 0; i < share.count(); i++) {
            conversations.add(conversation(share.first() + i, clients.get(i)));
        }
    }

    private void open() throws IOException {
        group = ClientGroup.open();
        ClientOptions options = ClientOptions.to(
                plan.server().getAddress().getHostAddress(), plan.server().getPort());
        for (int i = 0; i < share.count(); i++) {
            clients.add(group.connect(options));
        }
    }

    @Override
    public Result run(Consumer<Counts> progress) throws InterruptedException {
        long startedAt = clock.getAsLong();
        for (Conversation conversation : conversations) {
            if (ending.get() != null) {
                break;
            }
            conversation.start(clock.getAsLong());
        }
        awaitEnd(startedAt, progress);
        if (ending.get() == Ending.DONE) {
            stopped.await(LINGER_MILLIS, TimeUnit.MILLISECONDS);
        }
        return new Result(ending.get(), counts(), endedAt - startedAt, drops(), latencies.getIntervalHistogram());
    }

    @Override
    public void stop() {
        end(Ending.STOPPED);
        stopped.countDown();
    }

    @Override
    public void close() {
        Ending how = ending.get();
        if (!plan.leave().isEmpty() && how != null && how != Ending.UNREACHABLE) {
            clients.forEach(client -> client.send(plan.leave()));
        }
        if (group != null) {
            group.close();
        }
    }

    private Conversation conversation(int number, Client client) {
        ByteBuffer farewell = ByteBuffer.wrap(plan.farewell().getBytes(StandardCharsets.UTF_8));
        Conversation conversation = new Conversation(plan, number, client::send, this::record, this::over);
        client.onUnreachable(() -> end(Ending.UNREACHABLE));
        client.onMessage(datagram -> {
            if (datagram.hasRemaining() && datagram.equals(farewell)) {
                end(Ending.SERVER_LEFT);
            } else if (listening()) {
                conversation.heard(datagram, clock.getAsLong());
            }
        });
        return conversation;
    }

    private void awaitEnd(long startedAt, Consumer<Counts> progress) throws InterruptedException {
        long tickMillis = Math.min(50, Math.max(1, plan.timeout().toMillis() / 20));
        long toldAt = startedAt;
        while (!ended.await(tickMillis, TimeUnit.MILLISECONDS)) {
            long now = clock.getAsLong();
            for (Conversation conversation : conversations) {
                conversation.expire(now);
            }
            if (now - toldAt >= PROGRESS_NANOS) {
                progress.accept(counts());
                toldAt = now;
            }
            if (TimeUnit.NANOSECONDS.toMillis(now - startedAt) > plan.longestMillis()) {
                end(Ending.OVERDUE);
            }
        }
    }

    /** Whether answers still count: a stopped run is not to go on by answer and next message. */
    private boolean listening() {
        Ending now = ending.get();
        return now == null || now == Ending.DONE;
    }

    private void record(long latencyNanos) {
        latencies.recordValue(Math.min(latencyNanos, Result.LONGEST_NANOS));
    }

    private void over() {
        if (talking.decrementAndGet() == 0) {
            end(Ending.DONE);
        }
    }

    private void end(Ending how) {
        if (ending.compareAndSet(null, how)) {
            endedAt = clock.getAsLong();
            ended.countDown();
        }
    }

    private Counts counts() {
        return conversations.stream().map(Conversation::counts).reduce(Counts.NONE, Counts::plus);
    }

    private OptionalLong drops() {
        Set<Integer> ports =
                clients.stream().map(client -> client.localAddress().getPort()).collect(Collectors.toSet());
        return UdpSockets.now()
                .drops(socket -> ports.contains(socket.local().getPort())
                        && socket.remote().equals(plan.server()));
    }
}
