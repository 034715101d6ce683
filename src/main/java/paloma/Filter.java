package paloma;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * <em>Reactor thread.</em> Looks at a message before any session is opened for it or hears of it, and may refuse it:
 * the place for a magic number, a version, or the mark that this server's own replies carry (never answer what
 * carries it, or two servers can be made to answer each other for ever by one forged datagram; CVE-2024-2169).
 *
 * <p>It must be quick and must not block: every datagram of every peer waits for it. When it throws, the datagram is
 * refused as {@link DropReason#FILTER_THREW}.
 */
@FunctionalInterface
public interface Filter {
    /** Lets every message through. */
    Filter NONE = (source, message, known) -> true;

    /**
     * @param source the sender's address as the datagram claims it, forged or not
     * @param message a read-only view of the message's bytes, at least one, valid during the call only
     * @param known whether a live session exists for {@code source}
     * @return whether the message may go on; a refusal is counted as {@link DropReason#FILTERED}
     */
    boolean accepts(InetSocketAddress source, ByteBuffer message, boolean known);
}
