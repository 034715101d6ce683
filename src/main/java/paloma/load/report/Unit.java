package paloma.load.report;

/** <em>Immutable.</em> The unit of a figure. */
public enum Unit {
    COUNT,
    MILLIS,
    MICROS,
    PERCENT
}
