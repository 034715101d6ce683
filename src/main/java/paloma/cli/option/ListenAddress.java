package paloma.cli.option;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * <em>Immutable.</em> A TCP address to listen on: {@code 9090}, {@code localhost:9090}, {@code [::1]:9090}. Without a host
 * it is {@code localhost}.
 *
 * @param host a name or an address, without brackets
 * @param port 0 to 65,535; 0 picks a free one
 */
public record ListenAddress(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:(?:([^:\\[\\]\\s]+)|\\[([^\\[\\]\\s]*:[^\\[\\]\\s]*)]):)?(\\d{1,5})");
    private static final int MAX_PORT = 65_535;

    /** @throws IllegalArgumentException when {@code text} does not have this form */
    public static ListenAddress parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches() || Integer.parseInt(form.group(3)) > MAX_PORT) {
            throw new IllegalArgumentException("not a port or HOST:PORT: " + text);
        }
        String name = form.group(1);
        String ipv6 = form.group(2);
        String host = name != null ? name : ipv6 != null ? ipv6 : "localhost";
        return new ListenAddress(host, Integer.parseInt(form.group(3)));
    }
}
