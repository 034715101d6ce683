package paloma.client;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import paloma.UnsentReason;
import paloma.reactor.Endpoint;
import paloma.reactor.SendCounters;

/** <em>Any thread.</em> The counters of a client, written by the reactor. */
final class RequestCounters {
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong unheard = new AtomicLong();
    private final AtomicLong keepAlives = new AtomicLong();
    private final AtomicLong unreachable = new AtomicLong();

    /** A datagram was received; one call of the next four methods follows. */
    void received() {
        received.incrementAndGet();
    }

    void answer() {
        answers.incrementAndGet();
    }

    void message() {
        messages.incrementAndGet();
    }

    void unheard() {
        unheard.incrementAndGet();
    }

    void keepAlive() {
        keepAlives.incrementAndGet();
    }

    void unreachable() {
        unreachable.incrementAndGet();
    }

    /** A snapshot. Outcomes are read before their sources, so they never exceed them. */
    ClientCounters counters(Endpoint endpoint, long reconnects) {
        SendCounters sends = endpoint.sends();
        long sent = sends.sentTotal();
        Map<UnsentReason, Long> unsent = sends.unsentByReason();
        long queued = endpoint.queued();
        long sending = sends.sending();
        long requested = sends.sends();
        long answered = answers.get();
        long delivered = messages.get();
        long dropped = unheard.get();
        long empty = keepAlives.get();
        return new ClientCounters(
                requested,
                sent,
                unsent,
                sending,
                queued,
                received.get(),
                answered,
                delivered,
                dropped,
                empty,
                unreachable.get(),
                reconnects);
    }
}
