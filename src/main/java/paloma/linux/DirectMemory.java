package paloma.linux;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** <em>Any thread.</em> The limit of the memory of direct buffers. */
public final class DirectMemory {
    private static final String OPTION = "-XX:MaxDirectMemorySize=";
    /** No hexadecimal digits. */
    private static final String UNITS = "kmgt";

    private static final String HEXADECIMAL = "0x";

    private DirectMemory() {}

    /** The limit in bytes: of the JVM's last option for it, or the maximum of the heap. */
    public static long limit() {
        long limit = 0;
        for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (argument.startsWith(OPTION)) {
                limit = bytes(argument.substring(OPTION.length()));
            }
        }
        // 0 is the default.
        return limit == 0 ? Runtime.getRuntime().maxMemory() : limit;
    }

    /** The value of the option, which the JVM has accepted: a decimal or hexadecimal number, with a unit or without. */
    static long bytes(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        int unit = UNITS.indexOf(lower.charAt(lower.length() - 1));
        String number = unit < 0 ? lower : lower.substring(0, lower.length() - 1);
        boolean hexadecimal = number.startsWith(HEXADECIMAL);
        return Long.parseLong(hexadecimal ? number.substring(HEXADECIMAL.length()) : number, hexadecimal ? 16 : 10)
                << 10 * (unit + 1);
    }
}
