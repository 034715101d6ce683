package paloma.server;

import paloma.Counters;
import paloma.reactor.Endpoint;
import paloma.reactor.SendCounters;
import paloma.session.SessionCounters;

/** <em>Any thread.</em> Reads a server's counters from the threads that count. */
final class CounterSnapshot {
    private CounterSnapshot() {}

    /** The counters now. Outcomes are read before their sources, so they never exceed them. */
    static Counters of(SessionCounters counters, Endpoint endpoint) {
        SessionCounters.ReactorCounters reactor = counters.reactor();
        SendCounters sends = endpoint.sends();
        long handled = counters.handled();
        var failed = counters.failed();
        long running = counters.running();
        long taken = counters.taken();
        var dropped = reactor.dropped();
        long keepAlives = reactor.keepAlivesTotal();
        long accepted = reactor.acceptedTotal();
        long sent = sends.sentTotal();
        var unsent = sends.unsentByReason();
        long queued = endpoint.queued();
        long sending = sends.sending();
        var closed = reactor.closed();
        long live = reactor.live();
        return new Counters(
                reactor.receivedTotal(),
                accepted,
                keepAlives,
                dropped,
                handled,
                failed,
                running,
                accepted - taken,
                sends.sends(),
                sent,
                unsent,
                sending,
                queued,
                reactor.openedTotal(),
                live,
                closed,
                endpoint.rebuilds());
    }
}
