package paloma;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * <em>Immutable.</em> Formats addresses as RFC 5952 recommends: {@code 127.0.0.1}, {@code 2001:db8::1},
 * {@code fe80::1%eth0}; with a port {@code [::1]:8080}. No name lookup.
 */
public final class AddressText {
    private static final int GROUPS = 8;
    private static final int BITS = 8;
    /** Where the IPv4 address begins in an IPv4-mapped address ({@code ::ffff:0:0/96}, RFC 4291 §2.5.5.2). */
    private static final int MAPPED_GROUPS = 6;

    private AddressText() {}

    /** The address with its port; an unresolved host unchanged. */
    public static String of(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        String text = host == null ? address.getHostString() : of(host);
        return (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":" + address.getPort();
    }

    /**
     * The address in lower case, the longest run of two or more zero groups as {@code ::}, the scope behind {@code
     * %}.
     */
    public static String of(InetAddress address) {
        String scoped = address.getHostAddress();
        if (!(address instanceof Inet6Address)) {
            return scoped;
        }
        int percent = scoped.indexOf('%');
        return compressed(address.getAddress()) + (percent < 0 ? "" : scoped.substring(percent));
    }

    private static String compressed(byte[] bytes) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << BITS | bytes[2 * i + 1] & 0xff;
        }
        int start = longestRun(groups);
        int end = zeroesEnd(groups, start);
        if (start == 0 && end == MAPPED_GROUPS - 1 && groups[end] == 0xffff) {
            return "::ffff:" + (bytes[12] & 0xff) + "." + (bytes[13] & 0xff) + "." + (bytes[14] & 0xff) + "."
                    + (bytes[15] & 0xff);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i = end - 1;
            } else {
                text.append(i == 0 || i == end ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    /** Where the first longest run of two or more zeroes starts; past the end when there is none. */
    private static int longestRun(int[] groups) {
        int longest = GROUPS;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int run = zeroesEnd(groups, i) - i;
            if (run > length) {
                longest = i;
                length = run;
            }
        }
        return longest;
    }

    /** The end of the zeroes that start at {@code start}. */
    private static int zeroesEnd(int[] groups, int start) {
        int end = start;
        while (end < GROUPS && groups[end] == 0) {
            end++;
        }
        return end;
    }
}
