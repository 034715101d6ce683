package paloma.cli.load;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import paloma.cli.text.Language;

/**
 * <em>Immutable.</em> Formats numbers for a reader: groups of three digits, three significant digits, the unit that fits.
 *
 * @param separator the text between groups of three digits
 * @param minDigits numbers with fewer digits are not grouped
 */
record PageFormat(String separator, int minDigits) implements FigureFormat {
    private static final MathContext DIGITS = new MathContext(3);
    private static final String[] TIME_UNITS = {" ns", " µs", " ms", " s"};
    private static final int MAX_GROUPED = 1_000;
    private static final int MAX_FRACTION = 100;

    /** English: 1,000. Spanish: 1000 and 10 000, with a thin space (Ortografía de la RAE). */
    static PageFormat of(Language language) {
        return language == Language.EN ? new PageFormat(",", 4) : new PageFormat("\u202f", 5);
    }

    @Override
    public String count(long number) {
        String digits = Long.toString(number);
        return digits.length() < minDigits
                ? digits
                : String.format(Locale.ROOT, "%,d", number).replace(",", separator);
    }

    @Override
    public String percent(double percent) {
        return number(BigDecimal.valueOf(percent).round(DIGITS)) + " %";
    }

    /** Formats a time in its largest unit of at least 1: {@code 388 µs}, {@code 1.97 s}. */
    String time(double millis) {
        BigDecimal value = BigDecimal.valueOf(millis).movePointRight(6).round(DIGITS);
        if (value.signum() == 0) {
            return "0 s";
        }
        int unit = 0;
        while (unit < TIME_UNITS.length - 1 && value.compareTo(BigDecimal.valueOf(MAX_GROUPED)) >= 0) {
            value = value.movePointLeft(3);
            unit++;
        }
        return number(value) + TIME_UNITS[unit];
    }

    /** Formats a number of messages or a rate: three significant digits below 100, without a fraction from there on. */
    String amount(double value) {
        return value < MAX_FRACTION ? number(BigDecimal.valueOf(value).round(DIGITS)) : count(Math.round(value));
    }

    /** Formats a rate with its unit: {@code 9.5/s}. */
    String perSecond(double rate) {
        return amount(rate) + "/s";
    }

    private String number(BigDecimal value) {
        return value.compareTo(BigDecimal.valueOf(MAX_GROUPED)) >= 0
                ? count(value.longValue())
                : value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
