package paloma.cli.server;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import paloma.Limits;
import paloma.Limits.Bound;
import paloma.Limits.Unit;
import paloma.cli.option.DurationValue;
import paloma.cli.option.SizeValue;
import paloma.cli.option.UsageErrors;
import paloma.cli.text.Messages;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * <em>Main thread.</em> The options of {@code paloma server} for all {@link Limits}, one for each {@link Bound}.
 * Range and default come from the bound. The help text is {@code paloma.server.<option>} of the messages, else the range.
 */
final class LimitOptions {
    /** The options whose name is not that of the bound. */
    private static final Map<Bound, String> NAMES = Map.of(
            Bound.SESSIONS, "--max-sessions",
            Bound.SESSIONS_PER_ADDRESS, "--max-sessions-per-address",
            Bound.MAILBOX_MESSAGES, "--max-waiting",
            Bound.BACKLOG_MESSAGES, "--max-backlog",
            Bound.BACKLOG_BYTES, "--max-backlog-bytes",
            Bound.OUTBOX_DATAGRAMS, "--max-outbox",
            Bound.OUTBOX_BYTES, "--max-outbox-bytes",
            Bound.RECEIVE_BYTES, "--max-receive-bytes",
            Bound.SEND_BYTES, "--max-send-bytes",
            Bound.MESSAGES_PER_SECOND, "--max-rate");

    private final Messages texts;

    @Spec(Target.MIXEE)
    private CommandSpec command;

    LimitOptions(Messages texts) {
        this.texts = texts;
    }

    /** Called by picocli before it adds the options of {@code mixin} to the command. */
    @Spec(Target.SELF)
    void addOptions(CommandSpec mixin) {
        for (Bound bound : Bound.values()) {
            mixin.addOption(option(bound));
        }
    }

    /**
     * Returns the limits that the options set.
     *
     * @throws paloma.cli.text.CommandException when a value is out of range
     */
    Limits limits() {
        Limits.Builder limits = Limits.builder();
        for (Bound bound : Bound.values()) {
            set(limits, bound, command.findOption(name(bound)).getValue());
        }
        return limits.build();
    }

    private OptionSpec option(Bound bound) {
        OptionSpec.Builder option = OptionSpec.builder(name(bound));
        String expected;
        if (bound.unit() == Unit.NANOSECONDS) {
            DurationValue time = DurationValue.of(Duration.ofNanos(bound.defaultValue()));
            option.type(DurationValue.class).paramLabel("T").defaultValue(time.text());
            expected = texts.format("expected.limit.duration", DurationValue.of(Duration.ofNanos(bound.max())));
        } else if (isSize(bound)) {
            SizeValue size = SizeValue.of(bound.defaultValue());
            option.type(SizeValue.class).paramLabel("SIZE").defaultValue(size.text());
            expected = texts.format("expected.limit.size", bound.min());
        } else {
            option.type(Integer.class).paramLabel("N").defaultValue(Long.toString(bound.defaultValue()));
            expected = texts.format("expected.limit.number", bound.min(), bound.max());
        }
        return option.userObject(new UsageErrors.Expected(expected))
                .description(texts.format("server.limit.help", expected))
                .build();
    }

    /** Whether the value is typed as 4096, 64k or 16m. */
    private static boolean isSize(Bound bound) {
        return bound.unit() == Unit.BYTES && bound.max() > Integer.MAX_VALUE;
    }

    private static String name(Bound bound) {
        String name = NAMES.get(bound);
        return name != null
                ? name
                : "--" + bound.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@link Limits} checks the range; its exception becomes a usage error. */
    private void set(Limits.Builder limits, Bound bound, Object value) {
        try {
            limits.set(bound, number(value));
        } catch (IllegalArgumentException e) {
            throw UsageErrors.invalidValue(command.commandLine(), name(bound), value, texts);
        }
    }

    /** A duration beyond a long becomes the longest, which is out of every range. */
    private static long number(Object value) {
        if (value instanceof DurationValue time) {
            return TimeUnit.NANOSECONDS.convert(time.duration());
        }
        return value instanceof SizeValue size ? size.bytes() : (Integer) value;
    }
}
