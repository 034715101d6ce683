package paloma.load.report;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Plan;
import paloma.load.plan.Schedule;

/**
 * <em>Immutable.</em> The figures of a whole run, and its verdict.
 *
 * @param plan the plan of the run
 * @param processes the number of client processes
 * @param startedAtMillis start of the measurement, in milliseconds since the epoch
 * @param result the merged result of all workers
 * @param server figures of the server
 */
public record LoadReport(Plan plan, int processes, long startedAtMillis, Result result, ServerStats server) {
    /** Returns the report with another end reason. */
    public LoadReport withEndReason(EndReason endReason) {
        return new LoadReport(plan, processes, startedAtMillis, result.withEndReason(endReason), server);
    }

    /** The highest sustained rate of a ramp; empty if the server was never overloaded. */
    public Optional<Knee> knee() {
        return Knee.of(result.seconds());
    }

    /** Messages answered in time, per second. */
    public double messagesPerSecond() {
        return perSecond(result.counts().answered());
    }

    /** Messages sent per second. */
    public double sentPerSecond() {
        return perSecond(result.counts().sent());
    }

    private double perSecond(long messages) {
        return result.elapsedNanos() <= 0 ? 0 : (double) messages * TimeUnit.SECONDS.toNanos(1) / result.elapsedNanos();
    }

    /** The percentile of the latency of answers in time, in milliseconds; 100 is the maximum. */
    public double latencyMillis(double percent) {
        return result.latencies().getValueAtPercentile(percent) / 1e6;
    }

    /** The percentile of the time from a message's due time to its sending, in milliseconds. */
    public double delayMillis(double percent) {
        return result.delays().getValueAtPercentile(percent) / 1e6;
    }

    /** Messages that were due by the schedule; empty without a schedule. */
    public OptionalLong scheduled() {
        return scheduledWithin(0, Long.MAX_VALUE);
    }

    /** Messages that were due in {@code second}, from 0 on; empty without a schedule. */
    public OptionalLong scheduledIn(int second) {
        return scheduledWithin(TimeUnit.SECONDS.toNanos(second), TimeUnit.SECONDS.toNanos(second + 1L));
    }

    private OptionalLong scheduledWithin(long from, long end) {
        if (plan.profile().kind() != LoadProfile.Kind.SCHEDULE) {
            return OptionalLong.empty();
        }
        Schedule schedule = new Schedule(plan.profile());
        long elapsed = result.elapsedNanos();
        return OptionalLong.of(
                schedule.measuredWithin(Math.min(end, elapsed)) - schedule.measuredWithin(Math.min(from, elapsed)));
    }

    /** Messages not answered in time, in percent of those sent. */
    public double lossPercent() {
        Counts counts = result.counts();
        return counts.sent() == 0 ? 0 : counts.missing() * 100.0 / counts.sent();
    }

    /** Messages sent late or skipped, in percent of those due. */
    public double behindPercent() {
        return percentOfDue(result.counts().behind() + result.counts().skipped());
    }

    /** Messages queued because the send buffer was full, in percent of those due. */
    public double queuedPercent() {
        return percentOfDue(result.counts().queued());
    }

    private double percentOfDue(long messages) {
        Counts counts = result.counts();
        long due = counts.sent() + counts.unsent() + counts.skipped();
        return due == 0 ? 0 : messages * 100.0 / due;
    }

    /** Answers read late, in percent of all answers; see {@link Counts#readLate}. */
    public double readLatePercent() {
        Counts counts = result.counts();
        long answers = counts.answered() + counts.late();
        return answers == 0 ? 0 : counts.readLate() * 100.0 / answers;
    }

    /** The generator's processor time per message sent, in microseconds. */
    public OptionalDouble cpuMicros() {
        return perMessage(result.cpuNanos());
    }

    /** The server's processor time per message sent, in microseconds; empty unless the run started it. */
    public OptionalDouble serverCpuMicros() {
        return perMessage(server.cpuNanos());
    }

    private OptionalDouble perMessage(OptionalLong nanos) {
        long sent = result.counts().sent();
        return nanos.isPresent() && sent > 0
                ? OptionalDouble.of(nanos.getAsLong() / 1e3 / sent)
                : OptionalDouble.empty();
    }

    /** Whether any datagram was received. */
    public boolean hasAnswers() {
        Counts counts = result.counts();
        return counts.answered() + counts.late() + counts.wrong() > 0;
    }

    /** Whether the generator limited the run, not the server; see {@link Verdict#LIMITED}. */
    public boolean isLimited(double maxBehindPercent) {
        Counts counts = result.counts();
        return counts.unsent() > 0
                || result.clientDrops().orElse(0) > 0
                || behindPercent() > maxBehindPercent
                || queuedPercent() > maxBehindPercent
                || readLatePercent() > maxBehindPercent;
    }

    /**
     * The verdict by maximum percentages; it is good only without {@link Counts#wrong wrong} answers.
     *
     * @param maxLossPercent of the messages not answered in time
     * @param maxBehindPercent of the messages sent late or queued, and of the answers read late
     */
    public Verdict verdict(double maxLossPercent, double maxBehindPercent) {
        boolean good =
                result.endReason() == EndReason.DONE && result.counts().wrong() == 0 && lossPercent() <= maxLossPercent;
        return verdict(good, maxBehindPercent);
    }

    /** The verdict by {@code requirements}, which replace the checks of loss and of wrong answers. */
    public Verdict verdict(Requirements requirements, double maxBehindPercent) {
        return verdict(
                result.endReason() == EndReason.DONE && requirements.unmet(this).isEmpty(), maxBehindPercent);
    }

    private Verdict verdict(boolean good, double maxBehindPercent) {
        boolean done = result.endReason() == EndReason.DONE;
        return done && isLimited(maxBehindPercent) ? Verdict.LIMITED : good ? Verdict.GOOD : Verdict.BAD;
    }
}
