package paloma;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * <em>Reactor-owned.</em> Accepts or refuses a message before it reaches a session.
 * Typical checks are a magic number, a version, or the mark of this server's replies. Two servers that answer such a mark
 * answer each other for ever after one forged datagram (CVE-2024-2169).
 *
 * <p>Called on the reactor thread for every datagram: it must be fast and must not block. If it throws, the datagram
 * is dropped as {@link DropReason#FILTER_THREW}.
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
