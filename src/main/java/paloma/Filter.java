package paloma;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * <em>Reactor-owned.</em> Accepts or refuses a message before its session is found or opened.
 *
 * Use it for a magic number, a version, or the mark that this server's own replies carry: a server that answers its own kind
 * of reply can be made to answer another one for ever by one forged datagram (CVE-2024-2169).
 *
 * <p>It must not block: the reactor calls it for every datagram. When it throws, the datagram is dropped as
 * {@link DropReason#FILTER_THREW}.
 */
@FunctionalInterface
public interface Filter {
    /** Accepts every message. */
    Filter NONE = (source, message, known) -> true;

    /**
     * @param source the source address of the datagram, which may be forged
     * @param message a read-only view of the message's bytes, at least one, valid during the call only
     * @param known whether a live session exists for {@code source}
     * @return whether the message is accepted; a refusal is counted as {@link DropReason#FILTERED}
     */
    boolean accepts(InetSocketAddress source, ByteBuffer message, boolean known);
}
