package paloma.cli.load;

import paloma.cli.option.SizeRange;
import paloma.cli.text.Messages;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Plan;

/** <em>Immutable.</em> Describes the plan of a run in a line: {@code 10 clients × 20 messages of 64 bytes}. */
final class PlanText {
    private final Messages texts;
    private final FigureFormat format;

    PlanText(Messages texts, FigureFormat format) {
        this.texts = texts;
        this.format = format;
    }

    /** Returns the line. */
    String of(Plan plan) {
        LoadProfile profile = plan.profile();
        String clients = count("clients", plan.clients());
        SizeRange size = new SizeRange(plan.minSize(), plan.maxSize());
        return switch (profile.kind()) {
            case TURNS -> texts.format("load.table.head.turns", clients, count("messages", profile.messages()), size);
            case WINDOW ->
                texts.format(
                        "load.table.head.window", clients, count("window", profile.window()), size, seconds(profile));
            case SCHEDULE ->
                profile.isRamp()
                        ? texts.format(
                                "load.table.head.ramp",
                                clients,
                                format.count(profile.rate()),
                                rate(profile.rateAtEnd()),
                                size,
                                seconds(profile))
                        : texts.format("load.table.head.rate", clients, rate(profile.rate()), size, seconds(profile));
        };
    }

    /** Returns a rate with its unit: {@code 20 messages/s}. */
    String rate(long perSecond) {
        return count("rate", perSecond);
    }

    private String count(String things, long number) {
        return texts.plural("load.count." + things, number, format.count(number));
    }

    private static String seconds(LoadProfile profile) {
        return Double.toString(profile.duration().toMillis() / 1e3).replaceAll("\\.0$", "");
    }
}
