package paloma.server;

import paloma.Counters;
import paloma.reactor.Endpoint;
import paloma.reactor.SendCounters;
import paloma.session.SessionCounters;

/** <em>Any thread.</em> Draws up a server's account from what its threads count. */
final class CounterSnapshot {
    private CounterSnapshot() {}

    /** The account of this moment. Outcomes are read before their sources, so they never exceed them. */
    static Counters of(SessionCounters ledger, Endpoint endpoint) {
        SessionCounters.ReactorCounters intake = ledger.reactor();
        SendCounters sends = endpoint.sends();
        long handled = ledger.handled();
        var failed = ledger.failed();
        long running = ledger.running();
        long taken = ledger.taken();
        var dropped = intake.dropped();
        long keepAlives = intake.keepAlivesTotal();
        long accepted = intake.acceptedTotal();
        long sent = sends.sentTotal();
        var unsent = sends.unsentByReason();
        long queued = endpoint.queued();
        long sending = sends.sending();
        var closed = intake.closed();
        long live = intake.live();
        return new Counters(
                intake.receivedTotal(),
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
                intake.openedTotal(),
                live,
                closed,
                endpoint.rebuilds());
    }
}
