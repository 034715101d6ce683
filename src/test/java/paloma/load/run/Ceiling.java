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
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Plan;
import paloma.load.plan.Plans;
import paloma.load.report.EndReason;
import paloma.load.report.Result;
import paloma.reactor.SendResult;

/**
 * <em>One thread.</em> The load generator as fast as it goes against an echo in memory: all that it does for a message,
 * from writing it to recording its latency, but for the sockets. What a run over sockets reaches of this, the kernel and the
 * server leave to it. The echo copies each message once, which is in the figures.
 */
final class Ceiling implements LoadEngine.EngineListener {
    /** So many sockets are reported ready at once at most, as by the JDK's selector. */
    private static final int MAX_PER_TURN = 1_024;

    private static final int CLIENTS = 15_000;
    private static final int WINDOWS = 7;
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Plan plan;
    private final LoadEngine player;
    private final ResultRecorder notes;
    private final byte[] prefix;

    // The answers on their way, the oldest first, in places that are used again.
    private final ByteBuffer[] answers;
    private final int[] whose;
    private int oldest;
    private int onTheirWay;
    private long judged;
    private boolean finished;

    Ceiling(int clients, LoadProfile tempo, LongSupplier clock) {
        // A machine that has something else to do for a while loses nothing by it.
        plan = Plans.patient(Plans.of(clients, tempo));
        player = new LoadEngine(plan, plan.range(0, 1), clock, this);
        notes = new ResultRecorder(plan, KernelDropMonitor.ofNew(OptionalLong::empty, OptionalLong::empty));
        prefix = plan.prefix().getBytes(StandardCharsets.UTF_8);
        int places = Math.toIntExact(tempo.maxWaitingInAll(clients, plan.timeout())) + 1;
        answers = new ByteBuffer[places];
        Arrays.setAll(answers, i -> ByteBuffer.allocateDirect(prefix.length + plan.maxSize()));
        whose = new int[places];
        player.start(clock.getAsLong());
    }

    /** One turn of the reactor: some of the answers that are there are judged, and what is due leaves. */
    void turn() {
        player.beginRead();
        for (int left = Math.min(onTheirWay, MAX_PER_TURN); left > 0; left--) {
            int place = oldest;
            oldest = (oldest + 1) % answers.length;
            onTheirWay--;
            player.onDatagram(whose[place], answers[place]);
        }
        player.turn();
    }

    /** Answers that came in time. */
    long judged() {
        return judged;
    }

    boolean isFinished() {
        return finished;
    }

    /** What the player found out. */
    Result result() {
        player.publish();
        return notes.result(EndReason.DONE, player, 0, player.now(), 0);
    }

    @Override
    public SendResult send(int client, ByteBuffer message) {
        int place = (oldest + onTheirWay++) % answers.length;
        answers[place].clear().put(prefix).put(message).flip();
        whose[place] = client;
        return SendResult.SENT;
    }

    @Override
    public void answered(int phase, int client, int number, long latencyNanos) {
        notes.answered(phase, latencyNanos);
        judged += phase;
    }

    @Override
    public void lost(int phase, int client, int number) {
        throw new AssertionError("the echo answers everything");
    }

    @Override
    public void delayed(int phase, long nanos) {
        notes.delayed(phase, nanos);
    }

    @Override
    public void finished() {
        finished = true;
    }

    @Override
    public void serverLeft() {
        throw new AssertionError("the echo never leaves");
    }

    /** What was measured in a while. */
    private record Window(double perSecond, double cpuNanos) {}

    private Window window(long nanos) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = judged;
        long startedAt = System.nanoTime();
        long cpuBefore = threads.getCurrentThreadCpuTime();
        long elapsed = 0;
        while (elapsed < nanos) {
            turn();
            elapsed = System.nanoTime() - startedAt;
        }
        long messages = judged - before;
        long cpu = threads.getCurrentThreadCpuTime() - cpuBefore;
        return new Window(messages * 1e9 / elapsed, (double) cpu / messages);
    }

    /** The number of clients may be given. */
    public static void main(String[] args) {
        int clients = args.length == 0 ? CLIENTS : Integer.parseInt(args[0]);
        LoadProfile tempo = LoadProfile.window(1, Duration.ZERO, Duration.ZERO, Duration.ofHours(1));
        Ceiling ceiling = new Ceiling(clients, tempo, System::nanoTime);
        ceiling.window(WARM_UP_NANOS);
        System.out.printf("%d clients, one message each on its way, an echo in memory%n", clients);
        Window[] windows = IntStream.range(0, WINDOWS)
                .mapToObj(i -> ceiling.window(WINDOW_NANOS))
                .peek(window -> tell("", window))
                .toArray(Window[]::new);
        tell("median  ", new Window(median(windows, true), median(windows, false)));
    }

    private static void tell(String what, Window window) {
        System.out.printf(
                "%s%.0f messages/s  %.0f ns of processor time per message%n",
                what, window.perSecond(), window.cpuNanos());
    }

    private static double median(Window[] windows, boolean rate) {
        return Arrays.stream(windows)
                .mapToDouble(window -> rate ? window.perSecond() : window.cpuNanos())
                .sorted()
                .toArray()[windows.length / 2];
    }
}
