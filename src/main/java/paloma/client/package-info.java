/**
 * The client: one connected socket on a reactor that many clients may share.
 *
 * <pre>
 * request:  Client.request ─▶ ClientProtocol.request ─▶ PendingRequests.submit ─▶ Endpoint.wake   (any thread)
 *           Reactor ─▶ ClientProtocol.onTurn ─▶ PendingRequests.takeSubmitted                     (reactor thread)
 *             ─▶ Endpoint.send ─▶ kernel; sent or queued: PendingRequests.awaitAnswer
 *             └▶ no route: PendingRequests.defer; ServerConnection.search ─▶ Dialer               (search thread)
 *                ─▶ ServerConnection.applyResult ─▶ PendingRequests.takeDeferred: sent, or failed (reactor thread)
 * answer:   kernel ─▶ Reactor ─▶ ClientProtocol.onDatagram ─▶ PendingRequests.takeMatching        (reactor thread)
 *             ─▶ PendingRequests.answer ─▶ the caller's future
 *             └▶ no match: ClientListeners.deliver ─▶ the listener of Client.onMessage
 * message:  Client.send ─▶ ClientProtocol.send ─▶ Endpoint.send ─▶ kernel                         (any thread)
 * </pre>
 *
 * <p>Owner: the reactor thread owns {@code ClientProtocol}, {@code PendingRequests} and {@code ServerConnection}; any thread
 * may send, request, cancel and close. Imports: {@code paloma}, lifecycle, net and reactor. Start with
 * {@link paloma.client.Client}, then {@code ClientProtocol.onTurn} and {@code PendingRequests}.
 */
package paloma.client;
