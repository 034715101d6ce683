package paloma.linux;

import java.lang.management.ManagementFactory;

/** <em>Any thread.</em> The limit of the memory of direct buffers. */
public final class DirectMemory {
    private static final String OPTION = "-XX:MaxDirectMemorySize=";
    private static final String UNITS = "kmgt";

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

    /** The value of the option, which the JVM has accepted: a number, maybe hexadecimal, and maybe a unit. */
    static long bytes(String value) {
        int unit = value.startsWith("0x") ? -1 : UNITS.indexOf(Character.toLowerCase(value.charAt(value.length() - 1)));
        String number = unit < 0 ? value : value.substring(0, value.length() - 1);
        return Long.decode(number) << 10 * (unit + 1);
    }
}
