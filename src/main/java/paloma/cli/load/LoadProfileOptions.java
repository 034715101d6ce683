package paloma.cli.load;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import paloma.cli.option.DurationValue;
import paloma.cli.option.UsageErrors;
import paloma.cli.text.CommandException;
import paloma.cli.text.Messages;
import paloma.load.plan.LoadProfile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** <em>Main thread.</em> The options of {@code paloma load} for the load profile. Checks ranges and combinations. */
final class LoadProfileOptions {
    private static final int DEFAULT_MESSAGES = 100;
    private static final Duration DEFAULT_DURATION = Duration.ofSeconds(10);
    /** The default warm-up below {@link #HIGH_RATE}. */
    private static final Duration DEFAULT_WARMUP = Duration.ofSeconds(1);
    /**
     * The default warm-up from {@link #HIGH_RATE} on. With 1,000 clients, 20,000 messages/s and 2 cores, the compilation by
     * both JVMs makes more than 1 % of the messages late for up to 3 s on JDK 17 and 7 s on JDK 25.
     */
    private static final Duration LONG_WARMUP = Duration.ofSeconds(8);
    /** Messages per second from which compilation in the measured time would make the generator late. */
    private static final long HIGH_RATE = 1_000;

    private static final Duration MIN_DURATION = Duration.ofMillis(1);
    private static final Duration MAX_DURATION = Duration.ofHours(24);
    private static final Pattern RATE = Pattern.compile("\\d{1,8}");
    private static final Pattern RAMP = Pattern.compile("(\\d{1,8}):(\\d{1,8}):([^:]+)");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--messages", paramLabel = "N")
    private Integer messages;

    @Option(names = "--rate", paramLabel = "N|max")
    private String rate;

    @Option(names = "--ramp", paramLabel = "N:N:TIME")
    private String ramp;

    @Option(names = "--window", paramLabel = "N")
    private Integer window;

    @Option(names = "--duration", paramLabel = "TIME")
    private DurationValue duration;

    @Option(names = "--warmup", paramLabel = "TIME")
    private DurationValue warmup;

    @Option(names = "--think", paramLabel = "TIME")
    private DurationValue think;

    @Option(names = "--ping")
    private boolean ping;

    /** Returns whether a line is printed for each message. */
    boolean isPing() {
        return ping;
    }

    /**
     * Returns the load profile.
     *
     * @throws CommandException when an option is out of range or conflicts with another
     */
    LoadProfile profile(Messages texts) {
        checkCombination(texts);
        Duration time = durationOf("--duration", duration, MIN_DURATION, ping ? MAX_DURATION : DEFAULT_DURATION, texts);
        Duration pause = durationOf("--think", think, Duration.ZERO, Duration.ZERO, texts);
        if (ping) {
            return LoadProfile.schedule(1, 1, Duration.ZERO, time);
        }
        if (ramp != null) {
            return rampProfile(texts);
        }
        if (rate == null) {
            int each = messages == null ? DEFAULT_MESSAGES : messages;
            check("--messages", each, LoadProfile.MAX_MESSAGES, texts);
            return LoadProfile.turns(each, pause);
        }
        if (rate.equals("max")) {
            int each = window == null ? 1 : window;
            check("--window", each, LoadProfile.MAX_WINDOW, texts);
            return LoadProfile.window(each, pause, warmup(LoadProfile.MAX_RATE, texts), time);
        }
        long perSecond = rate("--rate", rate, rate, texts);
        return LoadProfile.schedule(perSecond, perSecond, warmup(perSecond, texts), time);
    }

    /** Returns the warm-up of a run of up to {@code maxRate} messages per second. */
    private Duration warmup(long maxRate, Messages texts) {
        Duration defaultTime = maxRate < HIGH_RATE ? DEFAULT_WARMUP : LONG_WARMUP;
        return durationOf("--warmup", warmup, Duration.ZERO, defaultTime, texts);
    }

    private LoadProfile rampProfile(Messages texts) {
        Matcher form = RAMP.matcher(ramp);
        if (!form.matches()) {
            throw invalid("--ramp", ramp, texts);
        }
        DurationValue time;
        try {
            time = DurationValue.parse(form.group(3));
        } catch (IllegalArgumentException e) {
            throw invalid("--ramp", ramp, texts);
        }
        if (!time.isWithin(MIN_DURATION, MAX_DURATION)) {
            throw invalid("--ramp", ramp, texts);
        }
        long rateAtStart = rate("--ramp", form.group(1), ramp, texts);
        long rateAtEnd = rate("--ramp", form.group(2), ramp, texts);
        Duration warmupTime = warmup(Math.max(rateAtStart, rateAtEnd), texts);
        return LoadProfile.schedule(rateAtStart, rateAtEnd, warmupTime, time.duration());
    }

    private long rate(String option, String number, String value, Messages texts) {
        long perSecond = RATE.matcher(number).matches() ? Long.parseLong(number) : 0;
        if (perSecond < 1 || perSecond > LoadProfile.MAX_RATE) {
            throw invalid(option, value, texts);
        }
        return perSecond;
    }

    private void checkCombination(Messages texts) {
        if (ping) {
            requireAbsent(
                    "--ping", List.of("--messages", "--rate", "--ramp", "--window", "--warmup", "--think"), texts);
            requireAbsent("--ping", List.of("--clients", "--processes"), texts);
        } else if (ramp != null) {
            requireAbsent("--ramp", List.of("--messages", "--rate", "--window", "--duration", "--think"), texts);
        } else if (rate == null) {
            requireOther(List.of("--window"), "--rate max", texts);
            requireOther(List.of("--duration", "--warmup"), "--rate", texts);
        } else if (rate.equals("max")) {
            requireAbsent("--rate", List.of("--messages"), texts);
        } else {
            requireAbsent("--rate", List.of("--messages"), texts);
            requireOther(List.of("--window", "--think"), "--rate max", texts);
        }
    }

    private void requireAbsent(String option, List<String> others, Messages texts) {
        for (String other : others) {
            if (isPresent(other)) {
                throw new CommandException(
                        CommandException.USAGE_ERROR, texts.format("load.not-together", other, option));
            }
        }
    }

    private void requireOther(List<String> options, String required, Messages texts) {
        for (String option : options) {
            if (isPresent(option)) {
                throw new CommandException(
                        CommandException.USAGE_ERROR, texts.format("load.only-with", option, required));
            }
        }
    }

    private boolean isPresent(String option) {
        ParseResult parsed = spec.commandLine().getParseResult();
        return parsed.hasMatchedOption(option);
    }

    private Duration durationOf(
            String option, DurationValue value, Duration min, Duration defaultValue, Messages texts) {
        if (value == null) {
            return defaultValue;
        }
        if (!value.isWithin(min, MAX_DURATION)) {
            throw invalid(option, value, texts);
        }
        return value.duration();
    }

    private void check(String option, int value, int max, Messages texts) {
        if (value < 1 || value > max) {
            throw new CommandException(
                    CommandException.USAGE_ERROR, texts.format("load.out-of-range", option, value, 1, max));
        }
    }

    private CommandException invalid(String option, Object value, Messages texts) {
        return UsageErrors.invalidValue(spec.commandLine(), option, value, texts);
    }
}
