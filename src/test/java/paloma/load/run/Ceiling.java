package paloma.load.run;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import paloma.load.engine.LoadEngine;
import paloma.load.engine.MessageListener;
import paloma.load.engine.MessageSender;
import paloma.load.engine.OutcomeListener;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Plan;
import paloma.load.plan.Plans;
import paloma.load.report.EndReason;
import paloma.load.report.Result;
import paloma.net.KernelDropMonitor;
import paloma.reactor.Endpoint.SendResult;

/**
 * <em>One thread.</em> Measures the maximum rate of the load generator with an echo in memory instead of sockets.
 *
 * <p>It covers all work for a message, from encoding it to recording its latency. The figures include one copy of each
 * message by the echo.
 */
final class Ceiling implements MessageSender, OutcomeListener {
    /** Maximum number of answers in a turn, as with the JDK's selector. */
    private static final int MAX_PER_TURN = 1_024;

    private static final int CLIENTS = 15_000;
    private static final int WINDOWS = 7;
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Plan plan;
    private final LoadEngine engine;
    private final ResultRecorder recorder;
    private final byte[] prefix;

    // A ring of the answers that are in flight, the oldest first.
    private final ByteBuffer[] answers;
    private final int[] clients;
    private int oldest;
    private int inFlight;
    private long answered;
    private long turns;

    Ceiling(int clients, LoadProfile profile, LongSupplier clock) {
        // A long timeout: no message is lost on a busy machine.
        plan = Plans.patient(Plans.of(clients, profile));
        engine = new LoadEngine(plan, plan.range(0, 1), clock, this, this);
        recorder = new ResultRecorder(plan, KernelDropMonitor.ofNew(OptionalLong::empty), MessageListener.NONE);
        prefix = plan.prefix().getBytes(StandardCharsets.UTF_8);
        int capacity = Math.toIntExact(profile.maxWaitingInAll(clients, plan.timeout())) + 1;
        answers = new ByteBuffer[capacity];
        Arrays.setAll(answers, i -> ByteBuffer.allocateDirect(prefix.length + plan.maxSize()));
        this.clients = new int[capacity];
        engine.start();
    }

    /** One turn of the reactor: passes answers to the engine, which then sends the messages that are due. */
    void turn() {
        turns++;
        for (int left = Math.min(inFlight, MAX_PER_TURN); left > 0; left--) {
            int index = oldest;
            oldest = (oldest + 1) % answers.length;
            inFlight--;
            engine.onDatagram(clients[index], answers[index], turns);
        }
        engine.turn();
    }

    /** Measured messages that were answered in time. */
    long answered() {
        return answered;
    }

    boolean isFinished() {
        return !engine.isRunning();
    }

    /** Returns the result up to now. */
    Result result() {
        engine.publish();
        return recorder.result(EndReason.DONE, engine, 0, engine.now(), 0);
    }

    @Override
    public SendResult send(int client, ByteBuffer message) {
        int index = (oldest + inFlight++) % answers.length;
        answers[index].clear().put(prefix).put(message).flip();
        clients[index] = client;
        return SendResult.SENT;
    }

    @Override
    public void answered(int phase, int client, int number, long latencyNanos) {
        recorder.answered(phase, client, number, latencyNanos);
        answered += phase;
    }

    @Override
    public void lost(int phase, int client, int number) {
        throw new AssertionError("the echo answers everything");
    }

    @Override
    public void delayed(int phase, long nanos) {
        recorder.delayed(phase, nanos);
    }

    @Override
    public boolean serverLeft() {
        throw new AssertionError("the echo never leaves");
    }

    /** Figures of one measurement interval. */
    private record Window(double perSecond, double cpuNanos) {}

    private Window window(long nanos) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = answered;
        long startedAt = System.nanoTime();
        long cpuBefore = threads.getCurrentThreadCpuTime();
        long elapsed = 0;
        while (elapsed < nanos) {
            turn();
            elapsed = System.nanoTime() - startedAt;
        }
        long messages = answered - before;
        long cpu = threads.getCurrentThreadCpuTime() - cpuBefore;
        return new Window(messages * 1e9 / elapsed, (double) cpu / messages);
    }

    /** The optional argument is the number of clients. */
    public static void main(String[] args) {
        int clients = args.length == 0 ? CLIENTS : Integer.parseInt(args[0]);
        LoadProfile profile = LoadProfile.window(1, Duration.ZERO, Duration.ZERO, Duration.ofHours(1));
        Ceiling ceiling = new Ceiling(clients, profile, System::nanoTime);
        ceiling.window(WARM_UP_NANOS);
        System.out.printf("%d clients, one message each on its way, an echo in memory%n", clients);
        Window[] windows = IntStream.range(0, WINDOWS)
                .mapToObj(i -> ceiling.window(WINDOW_NANOS))
                .peek(window -> print("", window))
                .toArray(Window[]::new);
        print("median  ", new Window(median(windows, true), median(windows, false)));
    }

    private static void print(String label, Window window) {
        System.out.printf(
                "%s%.0f messages/s  %.0f ns of processor time per message%n",
                label, window.perSecond(), window.cpuNanos());
    }

    private static double median(Window[] windows, boolean rate) {
        return Arrays.stream(windows)
                .mapToDouble(window -> rate ? window.perSecond() : window.cpuNanos())
                .sorted()
                .toArray()[windows.length / 2];
    }
}
