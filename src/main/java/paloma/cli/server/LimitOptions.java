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

/** <em>Main thread.</em> Every bound of {@link Limits} as an option of {@code paloma server}; what is left out stays as it is. */
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

    /** The limits that were asked for. */
    Limits limits(Messages words) {
        Limits limits = Limits.DEFAULT;
        limits = with(limits, "--max-sessions", sessions, Limits::withSessions, words);
        limits = with(limits, "--max-sessions-per-address", sessionsPerAddress, Limits::withSessionsPerAddress, words);
        limits = with(limits, "--max-waiting", mailboxMessages, Limits::withMailboxMessages, words);
        limits = with(limits, "--max-backlog", backlogMessages, Limits::withBacklogMessages, words);
        limits =
                with(limits, "--max-backlog-bytes", backlogBytes, (l, size) -> l.withBacklogBytes(size.bytes()), words);
        limits = with(limits, "--max-outbox", outboxDatagrams, Limits::withOutboxDatagrams, words);
        limits = with(limits, "--max-outbox-bytes", outboxBytes, (l, size) -> l.withOutboxBytes(size.bytes()), words);
        limits = with(limits, "--max-receive-bytes", receiveBytes, Limits::withReceiveBytes, words);
        limits = with(limits, "--max-send-bytes", sendBytes, Limits::withSendBytes, words);
        limits = with(limits, "--datagrams-per-turn", datagramsPerTurn, Limits::withDatagramsPerTurn, words);
        limits = with(limits, "--expirations-per-turn", expirationsPerTurn, Limits::withExpirationsPerTurn, words);
        limits = with(limits, "--max-rate", messagesPerSecond, Limits::withMessagesPerSecond, words);
        limits = with(limits, "--burst", burst, Limits::withBurst, words);
        limits = with(limits, "--lowest-source-port", lowestSourcePort, Limits::withLowestSourcePort, words);
        limits = with(limits, "--amplification", amplification, Limits::withAmplification, words);
        return with(limits, "--drain-time", drainTime, (l, time) -> l.withDrainTime(time.duration()), words);
    }

    private interface With<V> {
        Limits apply(Limits limits, V value);
    }

    /** The range is the record's own to know; what it refuses is told as any other wrong value. */
    private <V> Limits with(Limits limits, String option, V value, With<V> with, Messages words) {
        try {
            return value == null ? limits : with.apply(limits, value);
        } catch (IllegalArgumentException e) {
            throw UsageErrors.wrongValue(spec.commandLine(), option, value, words);
        }
    }
}
