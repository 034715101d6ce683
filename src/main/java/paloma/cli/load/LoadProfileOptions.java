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

/** <em>Main thread.</em> The options of {@code paloma load} that say when messages leave, and which of them go together. */
final class LoadProfileOptions {
    private static final int MESSAGES = 100;
    private static final Duration DURATION = Duration.ofSeconds(10);
    private static final Duration WARMUP = Duration.ofSeconds(1);
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(24);
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

    /** Whether each message gets a line. */
    boolean isPing() {
        return ping;
    }

    /** What was asked for; refuses what is out of range, or does not go together. */
    LoadProfile tempo(Messages words) {
        refuseStrangers(words);
        Duration warm = within("--warmup", warmup, Duration.ZERO, WARMUP, words);
        Duration time = within("--duration", duration, SHORTEST, ping ? LONGEST : DURATION, words);
        Duration pause = within("--think", think, Duration.ZERO, Duration.ZERO, words);
        if (ping) {
            return LoadProfile.schedule(1, 1, Duration.ZERO, time);
        }
        if (ramp != null) {
            return ramped(warm, words);
        }
        if (rate == null) {
            int each = messages == null ? MESSAGES : messages;
            check("--messages", each, LoadProfile.MOST_MESSAGES, words);
            return LoadProfile.turns(each, pause);
        }
        if (rate.equals("max")) {
            int each = window == null ? 1 : window;
            check("--window", each, LoadProfile.MOST_WINDOW, words);
            return LoadProfile.window(each, pause, warm, time);
        }
        long perSecond = rate("--rate", rate, rate, words);
        return LoadProfile.schedule(perSecond, perSecond, warm, time);
    }

    private LoadProfile ramped(Duration warm, Messages words) {
        Matcher form = RAMP.matcher(ramp);
        if (!form.matches()) {
            throw wrong("--ramp", ramp, words);
        }
        DurationValue time;
        try {
            time = DurationValue.parse(form.group(3));
        } catch (IllegalArgumentException e) {
            throw wrong("--ramp", ramp, words);
        }
        if (!time.isWithin(SHORTEST, LONGEST)) {
            throw wrong("--ramp", ramp, words);
        }
        return LoadProfile.schedule(
                rate("--ramp", form.group(1), ramp, words),
                rate("--ramp", form.group(2), ramp, words),
                warm,
                time.duration());
    }

    private long rate(String option, String number, String value, Messages words) {
        long perSecond = RATE.matcher(number).matches() ? Long.parseLong(number) : 0;
        if (perSecond < 1 || perSecond > LoadProfile.MOST_RATE) {
            throw wrong(option, value, words);
        }
        return perSecond;
    }

    private void refuseStrangers(Messages words) {
        if (ping) {
            refuse("--ping", List.of("--messages", "--rate", "--ramp", "--window", "--warmup", "--think"), words);
            refuse("--ping", List.of("--clients", "--processes"), words);
        } else if (ramp != null) {
            refuse("--ramp", List.of("--messages", "--rate", "--window", "--duration", "--think"), words);
        } else if (rate == null) {
            need(List.of("--window"), "--rate max", words);
            need(List.of("--duration", "--warmup"), "--rate", words);
        } else if (rate.equals("max")) {
            refuse("--rate", List.of("--messages"), words);
        } else {
            refuse("--rate", List.of("--messages"), words);
            need(List.of("--window", "--think"), "--rate max", words);
        }
    }

    private void refuse(String option, List<String> others, Messages words) {
        for (String other : others) {
            if (isGiven(other)) {
                throw new CommandException(CommandException.WRONG_USE, words.say("load.not-together", other, option));
            }
        }
    }

    private void need(List<String> options, String what, Messages words) {
        for (String option : options) {
            if (isGiven(option)) {
                throw new CommandException(CommandException.WRONG_USE, words.say("load.only-with", option, what));
            }
        }
    }

    private boolean isGiven(String option) {
        ParseResult parsed = spec.commandLine().getParseResult();
        return parsed.hasMatchedOption(option);
    }

    private Duration within(String option, DurationValue value, Duration least, Duration otherwise, Messages words) {
        if (value == null) {
            return otherwise;
        }
        if (!value.isWithin(least, LONGEST)) {
            throw wrong(option, value, words);
        }
        return value.duration();
    }

    private void check(String option, int value, int most, Messages words) {
        if (value < 1 || value > most) {
            throw new CommandException(
                    CommandException.WRONG_USE, words.say("load.out-of-range", option, value, 1, most));
        }
    }

    private CommandException wrong(String option, Object value, Messages words) {
        return UsageErrors.wrongValue(spec.commandLine(), option, value, words);
    }
}
