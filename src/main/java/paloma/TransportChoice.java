package paloma;

import java.util.Locale;

/**
 * <em>Immutable.</em> The system calls by which a server should receive and send its datagrams.
 * Sessions, order, limits and counters are the same with each.
 */
public enum TransportChoice {
    /** One system call per datagram, by {@link java.nio.channels.DatagramChannel}: on every system and JDK. */
    CHANNEL,
    /**
     * Many datagrams per system call: recvmmsg(2) and sendmmsg(2). Needs JDK 22 or newer, 64-bit Linux (x86-64 or
     * aarch64), and native access: {@code --enable-native-access=ALL-UNNAMED}, or {@code =paloma} on the module path. The
     * manifest of the executable jar grants it. Where it cannot work, the server is not opened: {@link BatchRefusedException}.
     */
    BATCH,
    /** {@link #BATCH} where it can work, otherwise {@link #CHANNEL}. */
    AUTO;

    private final String label;

    TransportChoice() {
        label = name().toLowerCase(Locale.ROOT);
    }

    /** The name in options, JSON and metrics. Example: {@code channel}. */
    public String label() {
        return label;
    }
}
