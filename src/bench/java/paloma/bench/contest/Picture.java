package paloma.bench.contest;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws CPU time per message as bars of user and system time, with a line for the middle half. */
final class Picture {
    private static final int LABELS = 230;
    private static final int PANEL = 240;
    private static final int BAR_ROOM = 170;
    private static final int TOP = 64;
    private static final int ROW_HEIGHT = 26;
    private static final int BAR = 15;

    private final StringBuilder svg = new StringBuilder();
    private final List<Contestant> contestants;
    private final Results results;

    private Picture(BenchOptions options, Results results) {
        contestants = options.contestants();
        this.results = results;
    }

    static String of(BenchOptions options, Map<String, String> machine, Results results) {
        Picture picture = new Picture(options, results);
        picture.draw(machine);
        return picture.svg.toString();
    }

    private void draw(Map<String, String> machine) {
        int width = LABELS + Shape.CLOSED.size() * PANEL;
        int height = TOP + contestants.size() * ROW_HEIGHT + 40;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\"",
                width, height);
        add(" font-size=\"12\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n");
        text(
                10,
                22,
                "bold",
                "Server's CPU time per echoed message, µs (dark: user mode; light: system; line: middle half)");
        for (int i = 0; i < contestants.size(); i++) {
            Contestant contestant = contestants.get(i);
            text(
                    10,
                    y(i) + BAR - 3,
                    contestant.isPaloma() ? "bold" : "normal",
                    contestant.title().replace("`", ""));
        }
        for (int i = 0; i < Shape.CLOSED.size(); i++) {
            panel(Shape.CLOSED.get(i), LABELS + i * PANEL);
        }
        String footer = machine.get(Machine.DATE) + ", " + machine.get(Machine.CORES) + ", Linux "
                + machine.get(Machine.KERNEL) + ", JDK " + machine.get(Machine.JDK);
        text(10, height - 12, "normal", footer);
        add("</svg>\n");
    }

    private static int y(int row) {
        return TOP + row * ROW_HEIGHT;
    }

    private void panel(Shape shape, int x) {
        text(x, TOP - 14, "bold", shape.title);
        double scale = BAR_ROOM / maxMicros(shape);
        for (int i = 0; i < contestants.size(); i++) {
            Samples cpu = results.of(contestants.get(i), shape.metric("cpuMicros"));
            if (!cpu.isEmpty()) {
                bar(contestants.get(i), shape, x, y(i), scale, cpu);
            }
        }
    }

    /** The scale omits Python, whose bar is cut; its number is printed like all others. */
    private double maxMicros(Shape shape) {
        return contestants.stream()
                .filter(contestant -> contestant != Contestant.PYTHON || contestants.size() == 1)
                .map(contestant -> results.of(contestant, shape.metric("cpuMicros")))
                .filter(cpu -> !cpu.isEmpty())
                .mapToDouble(Samples::max)
                .max()
                .orElse(1);
    }

    private void bar(Contestant contestant, Shape shape, int x, int y, double scale, Samples cpu) {
        double all = Math.min(cpu.median() * scale, BAR_ROOM);
        double user = all * results.of(contestant, shape.metric("userMicros")).median() / cpu.median();
        rectangle(x, y, all, contestant.isPaloma() ? "#7fb3e6" : "#c8c8c8");
        rectangle(x, y, user, contestant.isPaloma() ? "#1f5f9f" : "#707070");
        if (cpu.median() * scale > BAR_ROOM) {
            int cut = x + BAR_ROOM - 20;
            add("<path d=\"M%d %dl6 %d\" stroke=\"white\" stroke-width=\"4\"/>\n", cut, y - 1, BAR + 2);
        }
        double from = x + Math.min(cpu.lower() * scale, BAR_ROOM);
        double to = x + Math.min(cpu.upper() * scale, BAR_ROOM);
        int middle = y + BAR / 2;
        add("<path d=\"M%.1f %dH%.1f\" stroke=\"black\" stroke-width=\"1.5\"/>\n", from, middle, to);
        text(x + BAR_ROOM + 6, y + BAR - 3, "normal", cpu.medianText("%.2f"));
    }

    private void rectangle(int x, int y, double width, String colour) {
        add("<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n", x, y, width, BAR, colour);
    }

    private void text(int x, int y, String weight, String label) {
        String safe = label.replace("&", "&amp;").replace("<", "&lt;");
        add("<text x=\"%d\" y=\"%d\" font-weight=\"%s\">%s</text>\n", x, y, weight, safe);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
