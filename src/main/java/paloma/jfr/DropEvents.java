package paloma.jfr;

import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import paloma.AddressText;
import paloma.DropReason;

/** <em>Any thread.</em> Records the datagrams that a server dropped, by reason; confined to the maintenance thread. */
public final class DropEvents {
    private final String server;
    private final Map<DropReason, Long> recorded = new EnumMap<>(DropReason.class);

    /** @param server the address of the server's socket */
    public DropEvents(InetSocketAddress server) {
        this.server = AddressText.of(server);
    }

    /**
     * Records what was added since the last call, one event per reason; called once a second and after the close.
     *
     * @param dropped all datagrams since the start
     */
    public void update(Map<DropReason, Long> dropped) {
        FlightRecorderUse.check();
        dropped.forEach((reason, count) -> {
            Long before = recorded.put(reason, count);
            long datagrams = count - (before == null ? 0 : before);
            if (datagrams > 0 && FlightRecorderUse.hasBegun()) {
                record(reason, datagrams);
            }
        });
    }

    private void record(DropReason reason, long datagrams) {
        try {
            DatagramsDropped event = new DatagramsDropped();
            event.server = server;
            event.reason = reason.name();
            event.datagrams = datagrams;
            event.commit();
        } catch (Throwable lost) {
            // The event is lost; the datagrams were counted.
        }
    }
}
