package paloma.server;

import java.util.EnumMap;
import java.util.Map;
import paloma.Counter;
import paloma.Counters;
import paloma.reactor.Endpoint;
import paloma.reactor.SendCounters;
import paloma.session.SessionCounters;

/** <em>Any thread.</em> Reads a server's counters from the threads that count. */
final class CounterSnapshot {
    private static final Counter[] COUNTERS = Counter.values();

    private CounterSnapshot() {}

    /** The counters now. Outcomes are read before their sources, so they never exceed them. */
    static Counters of(SessionCounters sessions, Endpoint endpoint) {
        SessionCounters.ReactorCounters reactor = sessions.reactor();
        SendCounters sends = endpoint.sends();
        Map<Counter, Long> values = new EnumMap<>(Counter.class);
        values.put(Counter.HANDLED, sessions.get(Counter.HANDLED));
        var failed = sessions.failed();
        values.put(Counter.RUNNING, sessions.running());
        long taken = sessions.taken();
        var dropped = reactor.dropped();
        long accepted = reactor.get(Counter.ACCEPTED);
        values.put(Counter.WAITING, accepted - taken);
        values.put(Counter.BACKLOG_BYTES, accepted == taken ? 0 : sessions.waitingBytes());
        values.put(Counter.ACCEPTED, accepted);
        // A datagram carries one message.
        values.put(Counter.CARRIED, accepted);
        values.put(Counter.SENT, sends.sentTotal());
        values.put(Counter.BYTES_SENT, sends.bytesSent());
        var unsent = sends.unsentByReason();
        values.put(Counter.QUEUED, (long) endpoint.queued());
        values.put(Counter.SENDING, sends.sending());
        values.put(Counter.SENDS, sends.sends());
        var closed = reactor.closed();
        values.put(Counter.REBUILDS, endpoint.rebuilds());
        // The others: a source is declared before its outcomes, and so it is read after them.
        for (int i = COUNTERS.length - 1; i >= 0; i--) {
            if (!values.containsKey(COUNTERS[i])) {
                values.put(COUNTERS[i], sessions.get(COUNTERS[i]));
            }
        }
        return new Counters(values, dropped, failed, unsent, closed);
    }
}
