package paloma.server;

import java.util.Map;

/**
 * <em>Any thread.</em> A server's counters for JMX, with the names of {@link paloma.Counters}. Registered as {@code paloma:type=Server,address="<host>:<port>"} from a second after the server
 * has opened until it is closed.
 */
public interface ServerMXBean {
    /** Datagrams taken from the kernel. */
    long getReceived();

    /** Messages put into a mailbox. */
    long getAccepted();

    /** Empty datagrams from peers with a session. */
    long getKeepAlives();

    /** Received datagrams that went no further, by {@link paloma.DropReason}. */
    Map<String, Long> getDropped();

    /** Messages whose handler returned. */
    long getHandled();

    /** Accepted messages that were not handled, by {@link paloma.FailReason}. */
    Map<String, Long> getFailed();

    /** Messages whose handler runs now. */
    long getRunning();

    /** Messages in mailboxes now. */
    long getWaiting();

    /** Datagrams asked to be sent. */
    long getSends();

    /** Datagrams handed to the kernel. */
    long getSent();

    /** Sends that did not reach the kernel, by {@link paloma.UnsentReason}. */
    Map<String, Long> getUnsent();

    /** Sends that are being decided now. */
    long getSending();

    /** Datagrams in the outbox now. */
    long getQueued();

    /** Sessions ever opened. */
    long getOpened();

    /** Sessions in the table now. */
    long getLive();

    /** Sessions that ended, by {@link paloma.CloseReason}. */
    Map<String, Long> getClosed();

    /** How often a spinning selector was replaced. */
    long getRebuilds();

    /** Whether all counter invariants hold now; under load they may not. */
    boolean isBalanced();

    /** {@link Server#kernelDrops()}; null where the kernel does not report it. */
    Long getKernelDrops();

    /** Workers that have been in a handler for 10 s or longer. */
    int getStuckWorkers();
}
