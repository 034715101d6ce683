package paloma.cli.load;

import java.util.Locale;

/** <em>Immutable.</em> Formats numbers of a report within sentences. */
interface FigureFormat {
    /** As on the console: no grouping, two decimals. */
    FigureFormat CONSOLE = new FigureFormat() {
        @Override
        public String count(long number) {
            return Long.toString(number);
        }

        @Override
        public String percent(double percent) {
            return String.format(Locale.ROOT, "%.2f %%", percent);
        }
    };

    /** Formats a whole number. */
    String count(long number);

    /** Formats a percentage with its sign. */
    String percent(double percent);
}
