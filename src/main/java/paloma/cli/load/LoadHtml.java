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
 * <em>Immutable.</em> The report as one HTML page, which loads no other resource. Inserts figures and labels into
 * {@code load.html}, whose script draws them at the width of the window.
 */
final class LoadHtml {
    private static final String PLACEHOLDER = "/*PAGE*/";
    private static final int MAX_NINES = 5;
    private static final int POINTS_PER_NINE = 20;
    private static final String[] LABELS = {
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
    private final LoadOutputOptions outputOptions;
    private final Messages texts;

    LoadHtml(LoadReport report, LoadOutputOptions outputOptions, Messages texts) {
        this.report = report;
        this.outputOptions = outputOptions;
        this.texts = texts;
    }

    /** Returns the page. */
    String page() {
        LoadTable table = new LoadTable(texts);
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("language", texts.language().code());
        page.put("head", table.head(report));
        page.put("verdict", texts.format("load.verdict." + outputOptions.verdict(report)));
        page.put("tiles", tiles());
        page.put("table", table.pairs(report));
        page.put("ticks", ticks());
        page.put("percentiles", percentiles());
        page.put("words", labels());
        page.put("figures", new LoadJson(report, outputOptions).all());
        return template().replace(PLACEHOLDER, Json.of(page));
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
        tiles.add(
                List.of(texts.format("load.table.per-second"), Long.toString(Math.round(report.messagesPerSecond()))));
        if (report.result().counts().answered() > 0) {
            tiles.add(List.of(texts.format("load.table.latency", "p50"), millis(50)));
            tiles.add(List.of(texts.format("load.table.latency", "p99"), millis(99)));
            tiles.add(List.of(texts.format("load.table.max"), millis(100)));
        }
        tiles.add(List.of(texts.format("load.html.loss"), decimal(report.lossPercent()) + " %"));
        return tiles;
    }

    private String millis(double percent) {
        return decimal(report.latencyMillis(percent)) + " ms";
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    /** Number of nines in the highest percentile that the number of answers supports. */
    private int nines() {
        long answers = report.result().latencies().getTotalCount();
        return (int) Math.max(1, Math.min(MAX_NINES, Math.floor(Math.log10(Math.max(1, answers)))));
    }

    private List<Object> ticks() {
        List<Object> ticks = new ArrayList<>();
        for (int nines = 0; nines <= nines(); nines++) {
            ticks.add(percent(nines));
        }
        return ticks;
    }

    /** Pairs of percentile and latency in milliseconds, {@link #POINTS_PER_NINE} per nine. */
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

    /** Maps 0, 1, 2, 3 nines to 0, 90, 99, 99.9 percent; continuous between them. */
    private static double percent(double nines) {
        return Math.round((100 - 100 / Math.pow(10, nines)) * 1e6) / 1e6;
    }

    private Map<String, Object> labels() {
        Map<String, Object> labels = new LinkedHashMap<>();
        for (String name : LABELS) {
            labels.put(name, texts.format("load.html." + name));
        }
        return labels;
    }
}
