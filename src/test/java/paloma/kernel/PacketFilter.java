package paloma.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** <em>One thread.</em> A rule of {@code nft} that drops what matches, and counts it, until it closes. */
final class PacketFilter implements AutoCloseable {
    private static final Pattern PACKETS = Pattern.compile("counter packets (\\d+)");

    private final Namespace host;

    /**
     * Installs the filter.
     *
     * @param hook {@code input} or {@code output}
     * @param match the packets to drop, such as {@code ip daddr 10.0.0.2}
     */
    PacketFilter(Namespace host, String hook, String match) {
        this.host = host;
        host.shell("""
                nft add table ip paloma
                nft 'add chain ip paloma filtered { type filter hook %s priority 0; }'
                nft add rule ip paloma filtered %s counter drop
                """.formatted(hook, match));
    }

    /** Waits until the filter has dropped {@code packets}. */
    void awaitDropped(long packets) {
        KernelAwait.await().untilAsserted(() -> assertEquals(packets, dropped()));
    }

    /** The packets dropped until now. */
    long dropped() {
        Matcher packets = PACKETS.matcher(host.shell("nft list chain ip paloma filtered"));
        if (!packets.find()) {
            throw new AssertionError("nft shows no counter");
        }
        return Long.parseLong(packets.group(1));
    }

    @Override
    public void close() {
        host.shell("nft delete table ip paloma");
    }
}
