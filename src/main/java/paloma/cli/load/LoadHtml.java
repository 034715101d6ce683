package paloma.cli.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import paloma.cli.option.HostPort;
import paloma.cli.text.Json;
import paloma.cli.text.Messages;
import paloma.load.report.LoadReport;

/**
 * <em>Immutable.</em> The report as one HTML page, which loads no other resource. Inserts figures and labels into
 * {@code load.html}, whose script draws them at the width of the window.
 */
final class LoadHtml {
    private static final String PAGE = "/*PAGE*/";
    private static final String LANGUAGE = "/*LANGUAGE*/";
    private static final String TITLE = "/*TITLE*/";
    private static final String NO_SCRIPT = "/*NO_SCRIPT*/";
    private static final int MAX_NINES = 5;
    private static final int POINTS_PER_NINE = 20;
    private static final String[] LABELS = {
        "scheduled",
        "sent",
        "answered",
        "loss",
        "max",
        "rate",
        "about-rate",
        "over-time",
        "about-time",
        "by-percentile",
        "about-percentile",
        "at-most",
        "loss-over-time",
        "about-loss",
        "no-answers",
        "figures",
        "run",
        "requirement",
        "measured",
        "outcome",
        "met",
        "unmet",
        "values"
    };

    private final LoadReport report;
    private final LoadOutputOptions outputOptions;
    private final RunEnvironment environment;
    private final Messages texts;
    private final PageFormat format;

    LoadHtml(LoadReport report, LoadOutputOptions outputOptions, RunEnvironment environment, Messages texts) {
        this.report = report;
        this.outputOptions = outputOptions;
        this.environment = environment;
        this.texts = texts;
        this.format = PageFormat.of(texts.language());
    }

    /** Returns the page. */
    String page() {
        PageRows rows = new PageRows(report, outputOptions, environment, texts);
        String head = new PlanText(texts, format).of(report.plan());
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("head", head);
        page.put("when", HostPort.of(report.plan().server()) + " · " + rows.startTime());
        page.put("verdict", texts.format("load.verdict." + outputOptions.verdict(report)));
        page.put("reasons", rows.reasons());
        page.put("requirements", rows.requirements());
        page.put("tiles", rows.tiles());
        page.put("lossless", rows.isLossless());
        page.put("lossNote", rows.lossNote());
        page.put("knee", rows.knee());
        page.put("ticks", ticks());
        page.put("percentiles", percentiles());
        page.put("table", rows.table());
        page.put("run", rows.run());
        page.put("separator", format.separator());
        page.put("minDigits", format.minDigits());
        page.put("words", labels());
        page.put("figures", new LoadJson(report, outputOptions, environment).all());
        return template()
                .replace(LANGUAGE, texts.language().code())
                .replace(TITLE, "paloma load: " + head)
                .replace(NO_SCRIPT, texts.format("load.html.no-script"))
                .replace(PAGE, Json.of(page));
    }

    private static String template() {
        try (InputStream in = LoadHtml.class.getResourceAsStream("load.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Number of nines in the highest percentile that the number of answers supports. */
    private int nines() {
        long answers = report.result().latencies().getTotalCount();
        return (int) Math.max(1, Math.min(MAX_NINES, Math.floor(Math.log10(Math.max(1, answers)))));
    }

    private List<Object> ticks() {
        List<Object> ticks = new ArrayList<>(List.of(0.0, 50.0));
        for (int nines = 1; nines <= nines(); nines++) {
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
