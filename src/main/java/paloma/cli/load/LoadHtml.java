package paloma.cli.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import paloma.cli.text.Json;
import paloma.cli.text.Messages;
import paloma.load.report.LoadReport;

/**
 * <em>Immutable.</em> A run as one page for a browser, which loads nothing from anywhere: {@code load.html} with the
 * figures and the words put in, drawn by its own script to the width that there is.
 */
final class LoadHtml {
    private static final String PLACE = "/*PAGE*/";
    private static final int MOST_NINES = 5;
    private static final int POINTS_PER_NINE = 20;
    private static final String[] WORDS = {
        "latency",
        "percentile",
        "byPercentile",
        "sent",
        "answered",
        "perSecond",
        "rate",
        "overTime",
        "loss",
        "lossOverTime",
        "figures"
    };

    private final LoadReport report;
    private final LoadOutputOptions outcome;
    private final Messages words;

    LoadHtml(LoadReport report, LoadOutputOptions outcome, Messages words) {
        this.report = report;
        this.outcome = outcome;
        this.words = words;
    }

    /** The whole page. */
    String page() {
        LoadTable table = new LoadTable(words);
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("language", words.language().code());
        page.put("head", table.head(report));
        page.put("verdict", words.say("load.verdict." + outcome.verdict(report)));
        page.put("tiles", tiles());
        page.put("table", table.pairs(report));
        page.put("ticks", ticks());
        page.put("percentiles", percentiles());
        page.put("words", said());
        page.put("figures", new LoadJson(report, outcome).all());
        return template().replace(PLACE, Json.of(page));
    }

    private static String template() {
        try (InputStream in = LoadHtml.class.getResourceAsStream("load.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Object> tiles() {
        List<Object> tiles = new ArrayList<>();
        tiles.add(List.of(words.say("load.table.per-second"), Long.toString(Math.round(report.messagesPerSecond()))));
        if (report.result().counts().answered() > 0) {
            tiles.add(List.of(words.say("load.table.latency", "p50"), millis(50)));
            tiles.add(List.of(words.say("load.table.latency", "p99"), millis(99)));
            tiles.add(List.of(words.say("load.table.max"), millis(100)));
        }
        tiles.add(List.of(words.say("load.html.loss"), decimal(report.lossPercent()) + " %"));
        return tiles;
    }

    private String millis(double percent) {
        return decimal(report.latencyMillis(percent)) + " ms";
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    /** As many nines as there are answers to tell of. */
    private int nines() {
        long answers = report.result().latencies().getTotalCount();
        return (int) Math.max(1, Math.min(MOST_NINES, Math.floor(Math.log10(Math.max(1, answers)))));
    }

    private List<Object> ticks() {
        List<Object> ticks = new ArrayList<>();
        for (int nines = 0; nines <= nines(); nines++) {
            ticks.add(percent(nines));
        }
        return ticks;
    }

    /** Pairs of percent and milliseconds, as close to each other as a curve needs them. */
    private List<Object> percentiles() {
        Histogram latencies = report.result().latencies();
        List<Object> points = new ArrayList<>();
        if (latencies.getTotalCount() == 0) {
            return points;
        }
        for (int i = 0; i <= nines() * POINTS_PER_NINE; i++) {
            double percent = percent((double) i / POINTS_PER_NINE);
            points.add(List.of(percent, latencies.getValueAtPercentile(percent) / 1e6));
        }
        return points;
    }

    /** 0, 90, 99, 99.9 and so on, and what lies between them. */
    private static double percent(double nines) {
        return Math.round((100 - 100 / Math.pow(10, nines)) * 1e6) / 1e6;
    }

    private Map<String, Object> said() {
        Map<String, Object> said = new LinkedHashMap<>();
        for (String word : WORDS) {
            said.put(word, words.say("load.html." + word));
        }
        return said;
    }
}
