package paloma.bench.contest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * <em>Immutable.</em> A figure of Paloma: the ratio of two metrics of the same round, or one metric.
 *
 * @param title its name on the page and in JSON
 * @param denominator {@code null} if the figure is one metric
 * @param denominatorMetric {@code null} if the figure is one metric
 */
record Ratio(String title, Contestant contestant, String metric, Contestant denominator, String denominatorMetric) {
    static List<Ratio> all(BenchOptions options) {
        List<Ratio> ratios = new ArrayList<>();
        cpu(ratios, Contestant.PALOMA_POOL, Contestant.C_RECVFROM);
        cpu(ratios, Contestant.PALOMA_INLINE, Contestant.C_RECVFROM);
        cpu(ratios, Contestant.PALOMA_POOL, Contestant.MINA_POOL);
        cpu(ratios, Contestant.PALOMA_POOL, Contestant.NETTY_NIO_POOL);
        cpu(ratios, Contestant.PALOMA_INLINE, Contestant.NETTY_EPOLL);
        cpu(ratios, Contestant.PALOMA_INLINE, Contestant.NIO);
        String p99 = Shape.PACED.metric("p99Micros");
        for (Contestant paloma : List.of(Contestant.PALOMA_POOL, Contestant.PALOMA_INLINE)) {
            String title = String.format(
                    Locale.ROOT,
                    "p99 at %,d/s: %s ÷ %s",
                    options.rate(),
                    paloma.title(),
                    Contestant.C_RECVFROM.title());
            ratios.add(new Ratio(title, paloma, p99, Contestant.C_RECVFROM, p99));
        }
        for (Contestant paloma : List.of(Contestant.PALOMA_POOL, Contestant.PALOMA_INLINE)) {
            sessions(ratios, paloma, options);
        }
        for (Shape shape : Shape.CLOSED) {
            String title = "user-mode µs per message, " + shape.title + ": " + Contestant.PALOMA_INLINE.title();
            ratios.add(new Ratio(title, Contestant.PALOMA_INLINE, shape.metric("userMicros"), null, null));
        }
        String first = "firstAnswerMillis";
        ratios.add(new Ratio("start to first answer, ms: Paloma", Contestant.PALOMA_POOL, first, null, null));
        return ratios;
    }

    private static void cpu(List<Ratio> ratios, Contestant paloma, Contestant rival) {
        for (Shape shape : Shape.CLOSED) {
            String metric = shape.metric("cpuMicros");
            String title = "CPU per message, " + shape.title + ": " + paloma.title() + " ÷ " + rival.title();
            ratios.add(new Ratio(title, paloma, metric, rival, metric));
        }
    }

    private static void sessions(List<Ratio> ratios, Contestant paloma, BenchOptions options) {
        int fewest = options.firstStage();
        int most = options.lastStage();
        ratios.add(new Ratio(
                String.format(Locale.ROOT, "messages/s at %,d sessions ÷ at %,d: %s", most, fewest, paloma.title()),
                paloma,
                ManySessions.metric(most, "againstFewest"),
                null,
                null));
        ratios.add(new Ratio(
                String.format(Locale.ROOT, "opening of %,d sessions ÷ their messages/s: %s", most, paloma.title()),
                paloma,
                ManySessions.metric(most, "openingRate"),
                paloma,
                ManySessions.metric(most, "throughputOnceOpen")));
    }

    Samples in(Results results) {
        Samples samples = results.of(contestant, metric);
        return denominator == null ? samples : samples.dividedBy(results.of(denominator, denominatorMetric));
    }
}
