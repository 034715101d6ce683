package paloma.cli.load;

import java.util.List;
import java.util.Locale;
import paloma.cli.load.ReportFigures.Figure;
import paloma.cli.text.Messages;
import paloma.load.report.LoadReport;
import paloma.load.report.Unit;

/** <em>Immutable.</em> Formats the figures of a report as a table. */
final class LoadTable {
    private final Messages texts;

    LoadTable(Messages texts) {
        this.texts = texts;
    }

    /** Returns the whole table, with line breaks. */
    String of(LoadReport report) {
        List<Figure> rows = new ReportFigures(texts).of(report);
        int labels = rows.stream().mapToInt(row -> row.label().length()).max().orElse(0);
        int numbers = rows.stream().mapToInt(row -> number(row).length()).max().orElse(0);
        String form = "%-" + labels + "s  %" + numbers + "s%s%n";
        StringBuilder table = new StringBuilder();
        table.append(head(report)).append(System.lineSeparator());
        rows.forEach(row -> table.append(form.formatted(row.label(), number(row), symbol(row.unit()))));
        if (report.plan().profile().isRamp()) {
            table.append(new VerdictText(texts, FigureFormat.CONSOLE).knee(report))
                    .append(System.lineSeparator());
        }
        return table.toString();
    }

    private String head(LoadReport report) {
        String plan = new PlanText(texts, FigureFormat.CONSOLE).of(report.plan());
        return texts.format("load.table.head", plan, report.processes());
    }

    private static String number(Figure figure) {
        return figure.unit() == Unit.COUNT
                ? Long.toString(Math.round(figure.value()))
                : String.format(Locale.ROOT, "%.3f", figure.value());
    }

    private static String symbol(Unit unit) {
        return switch (unit) {
            case COUNT -> "";
            case MILLIS -> " ms";
            case MICROS -> " µs";
            case PERCENT -> " %";
        };
    }
}
