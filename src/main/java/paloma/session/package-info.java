/**
 * The pure part of a server: no socket, thread, or clock. Time is a parameter, in nanoseconds on a scale that the caller
 * chooses.
 *
 * <p>Sessions by source address and by last activity ({@link paloma.session.SessionTable}), their waiting messages
 * ({@link paloma.session.Mailbox}), address validation ({@link paloma.session.AddressValidation}), admission, rate limit,
 * backlog, expiry, eviction and counters. The reactor owns most of it. Workers own a scheduled session's mailbox; any
 * thread may call what {@link paloma.Session} declares.
 *
 * <p>A session is filed under its key and reached at its path. The key is a packed IPv4 address
 * ({@link paloma.net.PackedAddress}) or a hash of an IPv6 address ({@link paloma.session.AddressHash}).
 *
 * <p>Imports: {@code paloma}, {@code paloma.net}. Start with {@link paloma.session.SessionTable}, then
 * {@link paloma.session.PeerSession}.
 */
package paloma.session;
