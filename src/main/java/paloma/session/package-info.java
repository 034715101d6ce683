/**
 * The pure part of a server: no socket, thread, or clock. Time is a parameter, in nanoseconds on a scale that the caller
 * chooses.
 *
 * <p>Sessions by source address and by last activity ({@link paloma.session.SessionTable}), their waiting messages
 * ({@link paloma.session.Mailbox}), admission, rate limit, backlog, expiry, eviction and counters. The reactor owns most of
 * it. Workers own a scheduled session's mailbox; any thread may call what {@link paloma.Session} declares.
 *
 * <p>May import {@code paloma} only. Start with {@link paloma.session.SessionTable}, then
 * {@link paloma.session.PeerSession}.
 */
package paloma.session;
