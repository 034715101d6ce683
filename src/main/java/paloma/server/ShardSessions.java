package paloma.server;

import paloma.session.Backlog;
import paloma.session.RateLimit;
import paloma.session.SessionCounters;
import paloma.session.SessionTable;
import paloma.worker.HandOver;

/**
 * <em>Reactor-owned.</em> The session state of one shard, which its parts share.
 *
 * @param table the live sessions
 * @param rate messages per second of each source
 * @param backlog the bound of all waiting messages
 * @param counters any thread may read them; slot 0 of the workers is the reactor's
 * @param handOver the sessions that are ready for a worker
 */
record ShardSessions(
        SessionTable table, RateLimit rate, Backlog backlog, SessionCounters counters, HandOver handOver) {}
