package paloma.bench.contest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * <em>Immutable.</em> A figure of a contestant: the ratio of two metrics of the same round, or one metric.
 *
 * @param title its name on the page and in JSON
 * @param denominator {@code null} if the figure is one metric
 * @param denominatorMetric {@code null} if the figure is one metric
 */
record Ratio(String title, Contestant contestant, String metric, Contestant denominator, String denominatorMetric) {
    private static final List<Contestant> PALOMAS = List.of(
            Contestant.PALOMA_POOL,
            Contestant.PALOMA_INLINE,
            Contestant.PALOMA_POOL_BATCH,
            Contestant.PALOMA_INLINE_BATCH);

    static List<Ratio> all(BenchOptions options) {
        List<Ratio> ratios = new ArrayList<>();
        PALOMAS.forEach(paloma -> cpu(ratios, paloma, Contestant.C_RECVFROM));
        cpu(ratios, Contestant.NETTY_RECVMMSG, Contestant.C_RECVFROM);
        cpu(ratios, Contestant.C_RECVMMSG, Contestant.C_RECVFROM);
        cpu(ratios, Contestant.PALOMA_INLINE, Contestant.NETTY_RECVMMSG);
        cpu(ratios, Contestant.PALOMA_INLINE_BATCH, Contestant.NETTY_RECVMMSG);
        cpu(ratios, Contestant.PALOMA_INLINE_BATCH, Contestant.PALOMA_INLINE);
        cpu(ratios, Contestant.PALOMA_POOL_BATCH, Contestant.PALOMA_POOL);
        cpu(ratios, Contestant.PALOMA_POOL, Contestant.MINA_POOL);
        cpu(ratios, Contestant.PALOMA_POOL, Contestant.NETTY_NIO_POOL);
        cpu(ratios, Contestant.PALOMA_INLINE, Contestant.NETTY_EPOLL);
        cpu(ratios, Contestant.PALOMA_INLINE, Contestant.NIO);
        String p99 = String.format(Locale.ROOT, "p99 at %,d/s", options.rate());
        PALOMAS.forEach(paloma -> against(ratios, p99, Shape.PACED.metric("p99Micros"), paloma, Contestant.C_RECVFROM));
        String sessions = String.format(Locale.ROOT, "messages/s, %,d sessions", options.lastStage());
        String throughput = ManySessions.metric(options.lastStage(), "throughput");
        PALOMAS.forEach(paloma -> against(ratios, sessions, throughput, paloma, Contestant.C_RECVFROM));
        PALOMAS.forEach(paloma -> sessions(ratios, paloma, options));
        userTime(ratios, Contestant.PALOMA_INLINE);
        userTime(ratios, Contestant.PALOMA_INLINE_BATCH);
        String first = "firstAnswerMillis";
        ratios.add(new Ratio("start to first answer, ms: Paloma", Contestant.PALOMA_POOL, first, null, null));
        return ratios;
    }

    private static void cpu(List<Ratio> ratios, Contestant contestant, Contestant other) {
        for (Shape shape : Shape.CLOSED) {
            against(ratios, "CPU per message, " + shape.title, shape.metric("cpuMicros"), contestant, other);
        }
    }

    private static void against(
            List<Ratio> ratios, String figure, String metric, Contestant contestant, Contestant other) {
        String title = figure + ": " + contestant.title() + " ÷ " + other.title();
        ratios.add(new Ratio(title, contestant, metric, other, metric));
    }

    private static void userTime(List<Ratio> ratios, Contestant contestant) {
        for (Shape shape : Shape.CLOSED) {
            String title = "user-mode µs per message, " + shape.title + ": " + contestant.title();
            ratios.add(new Ratio(title, contestant, shape.metric("userMicros"), null, null));
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
