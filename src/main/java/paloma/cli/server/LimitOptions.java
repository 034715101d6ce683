package paloma.cli.server;

import paloma.Limits;
import paloma.cli.option.DurationValue;
import paloma.cli.option.SizeValue;
import paloma.cli.option.UsageErrors;
import paloma.cli.text.Messages;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * <em>Main thread.</em> The options of {@code paloma server} for all {@link Limits}. Without an option the default
 * applies.
 */
final class LimitOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--max-sessions", paramLabel = "N")
    private Integer sessions;

    @Option(names = "--max-sessions-per-address", paramLabel = "N")
    private Integer sessionsPerAddress;

    @Option(names = "--max-waiting", paramLabel = "N")
    private Integer mailboxMessages;

    @Option(names = "--max-backlog", paramLabel = "N")
    private Integer backlogMessages;

    @Option(names = "--max-backlog-bytes", paramLabel = "SIZE")
    private SizeValue backlogBytes;

    @Option(names = "--max-outbox", paramLabel = "N")
    private Integer outboxDatagrams;

    @Option(names = "--max-outbox-bytes", paramLabel = "SIZE")
    private SizeValue outboxBytes;

    @Option(names = "--max-receive-bytes", paramLabel = "N")
    private Integer receiveBytes;

    @Option(names = "--max-send-bytes", paramLabel = "N")
    private Integer sendBytes;

    @Option(names = "--datagrams-per-turn", paramLabel = "N")
    private Integer datagramsPerTurn;

    @Option(names = "--expirations-per-turn", paramLabel = "N")
    private Integer expirationsPerTurn;

    @Option(names = "--max-rate", paramLabel = "N")
    private Integer messagesPerSecond;

    @Option(names = "--burst", paramLabel = "N")
    private Integer burst;

    @Option(names = "--lowest-source-port", paramLabel = "N")
    private Integer lowestSourcePort;

    @Option(names = "--amplification", paramLabel = "N")
    private Integer amplification;

    @Option(names = "--drain-time", paramLabel = "T")
    private DurationValue drainTime;

    /**
     * Returns the limits that the options set.
     *
     * @throws paloma.cli.text.CommandException when a value is out of range
     */
    Limits limits(Messages texts) {
        Limits limits = Limits.DEFAULT;
        limits = with(limits, "--max-sessions", sessions, Limits::withSessions, texts);
        limits = with(limits, "--max-sessions-per-address", sessionsPerAddress, Limits::withSessionsPerAddress, texts);
        limits = with(limits, "--max-waiting", mailboxMessages, Limits::withMailboxMessages, texts);
        limits = with(limits, "--max-backlog", backlogMessages, Limits::withBacklogMessages, texts);
        limits =
                with(limits, "--max-backlog-bytes", backlogBytes, (l, size) -> l.withBacklogBytes(size.bytes()), texts);
        limits = with(limits, "--max-outbox", outboxDatagrams, Limits::withOutboxDatagrams, texts);
        limits = with(limits, "--max-outbox-bytes", outboxBytes, (l, size) -> l.withOutboxBytes(size.bytes()), texts);
        limits = with(limits, "--max-receive-bytes", receiveBytes, Limits::withReceiveBytes, texts);
        limits = with(limits, "--max-send-bytes", sendBytes, Limits::withSendBytes, texts);
        limits = with(limits, "--datagrams-per-turn", datagramsPerTurn, Limits::withDatagramsPerTurn, texts);
        limits = with(limits, "--expirations-per-turn", expirationsPerTurn, Limits::withExpirationsPerTurn, texts);
        limits = with(limits, "--max-rate", messagesPerSecond, Limits::withMessagesPerSecond, texts);
        limits = with(limits, "--burst", burst, Limits::withBurst, texts);
        limits = with(limits, "--lowest-source-port", lowestSourcePort, Limits::withLowestSourcePort, texts);
        limits = with(limits, "--amplification", amplification, Limits::withAmplification, texts);
        return with(limits, "--drain-time", drainTime, (l, time) -> l.withDrainTime(time.duration()), texts);
    }

    /** <em>Any thread.</em> Sets one limit. */
    private interface LimitSetter<V> {
        Limits apply(Limits limits, V value);
    }

    /** {@link Limits} checks the range; its exception becomes a usage error. */
    private <V> Limits with(Limits limits, String option, V value, LimitSetter<V> with, Messages texts) {
        try {
            return value == null ? limits : with.apply(limits, value);
        } catch (IllegalArgumentException e) {
            throw UsageErrors.invalidValue(spec.commandLine(), option, value, texts);
        }
    }
}
