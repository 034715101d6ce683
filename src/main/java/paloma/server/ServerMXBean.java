package paloma.server;

import java.util.Map;
import paloma.TransportChoice;

/**
 * <em>Any thread.</em> A server's counters for JMX, registered as {@code paloma:type=Server,address="<host>:<port>"} from a
 * second after the server has opened until it is closed.
 *
 * <p>Each {@link paloma.Counter} without reasons is one further attribute of type {@code long}. Its name is the
 * counter's label with a capital first letter, for example {@code KeepAlives}; its descriptor has the fields {@code units}
 * and {@code metricType}. The description of each counter's attribute is {@link paloma.Counter#help}.
 */
public interface ServerMXBean {
    /** {@link paloma.Counter#DROPPED} by {@link paloma.DropReason}. */
    Map<String, Long> getDropped();

    /** {@link paloma.Counter#FAILED} by {@link paloma.FailReason}. */
    Map<String, Long> getFailed();

    /** {@link paloma.Counter#UNSENT} by {@link paloma.UnsentReason}. */
    Map<String, Long> getUnsent();

    /** {@link paloma.Counter#CLOSED} by {@link paloma.CloseReason}. */
    Map<String, Long> getClosed();

    /** Whether all counter invariants hold now; under load they may not. */
    boolean isBalanced();

    /** {@link Server#kernelDrops()}; null where the kernel does not report it. */
    Long getKernelDrops();

    /** Workers that have been in a handler for 10 s or longer. */
    int getStuckWorkers();

    /** {@link Server#transport()}: {@code CHANNEL} or {@code BATCH}. */
    TransportChoice getTransport();
}
