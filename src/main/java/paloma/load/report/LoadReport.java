package paloma.load.report;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import paloma.load.plan.Plan;

/**
 * <em>Immutable.</em> What a whole run found out, and whether that is good enough.
 *
 * @param plan what was to be sent
 * @param processes among which it was divided
 * @param startedAtMillis when messages began to count, in milliseconds of the epoch
 * @param result what became of it
 * @param server what could be seen of the server
 */
public record LoadReport(Plan plan, int processes, long startedAtMillis, Result result, ServerStats server) {
    /** This, with another view of why it ended. */
    public LoadReport endReason(EndReason ending) {
        return new LoadReport(plan, processes, startedAtMillis, result.withEndReason(ending), server);
    }

    /** Where a server gives way, if the rate rose and it did. */
    public Optional<Knee> knee() {
        return Knee.of(result.seconds());
    }

    /** Answers in time per second. */
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

    /** The latency in milliseconds that {@code percent} of the answers in time did not exceed; 100 is the longest. */
    public double latencyMillis(double percent) {
        return result.latencies().getValueAtPercentile(percent) / 1e6;
    }

    /** The same of how late messages left, measured by their schedule. */
    public double delayMillis(double percent) {
        return result.delays().getValueAtPercentile(percent) / 1e6;
    }

    /** Messages without an answer in time, in percent of those sent. */
    public double lossPercent() {
        Counts counts = result.counts();
        return counts.sent() == 0 ? 0 : counts.missing() * 100.0 / counts.sent();
    }

    /** Messages that left late or never, in percent of those that were due. */
    public double behindPercent() {
        return percentOfDue(result.counts().behind() + result.counts().skipped());
    }

    /** Messages that left only when the kernel had room for them, in percent of those that were due. */
    public double queuedPercent() {
        return percentOfDue(result.counts().queued());
    }

    private double percentOfDue(long messages) {
        Counts counts = result.counts();
        long due = counts.sent() + counts.unsent() + counts.skipped();
        return due == 0 ? 0 : messages * 100.0 / due;
    }

    /** Answers that the generator kept waiting too long, in percent of all that came. */
    public double readLatePercent() {
        Counts counts = result.counts();
        long came = counts.answered() + counts.late();
        return came == 0 ? 0 : counts.readLate() * 100.0 / came;
    }

    /** Processor time of the generator for each message sent, in microseconds. */
    public OptionalDouble cpuMicros() {
        return perMessage(result.cpuNanos());
    }

    /** The same of the server, when it is the run's own. */
    public OptionalDouble serverCpuMicros() {
        return perMessage(server.cpuNanos());
    }

    private OptionalDouble perMessage(OptionalLong nanos) {
        long sent = result.counts().sent();
        return nanos.isPresent() && sent > 0
                ? OptionalDouble.of(nanos.getAsLong() / 1e3 / sent)
                : OptionalDouble.empty();
    }

    /** Whether any datagram came back at all. */
    public boolean hasAnswers() {
        Counts counts = result.counts();
        return counts.answered() + counts.late() + counts.wrong() > 0;
    }

    /** Whether the figures are the generator's own rather than the server's; see {@link Verdict#LIMITED}. */
    public boolean isLimited(double maxBehindPercent) {
        Counts counts = result.counts();
        return counts.unsent() > 0
                || result.clientDrops().orElse(0) > 0
                || behindPercent() > maxBehindPercent
                || queuedPercent() > maxBehindPercent
                || readLatePercent() > maxBehindPercent;
    }

    /** How good it was when so much may be missing or behind, in percent, and nothing may be wrong. */
    public Verdict verdict(double maxLossPercent, double maxBehindPercent) {
        boolean good =
                result.endReason() == EndReason.DONE && result.counts().wrong() == 0 && lossPercent() <= maxLossPercent;
        return verdict(good, maxBehindPercent);
    }

    /** How good it was when {@code requirements} decide. */
    public Verdict verdict(Requirements requirements, double maxBehindPercent) {
        return verdict(
                result.endReason() == EndReason.DONE && requirements.unmet(this).isEmpty(), maxBehindPercent);
    }

    private Verdict verdict(boolean good, double maxBehindPercent) {
        boolean toItsEnd = result.endReason() == EndReason.DONE;
        return toItsEnd && isLimited(maxBehindPercent) ? Verdict.LIMITED : good ? Verdict.GOOD : Verdict.BAD;
    }
}
