/**
 * The client: one connected socket on a reactor that many clients may share.
 *
 * <p>Owner: the reactor thread owns {@code ClientProtocol} and {@code ServerConnection}; any thread may send, request and
 * close. Imports: {@code paloma}, lifecycle, net and reactor. Start with {@link paloma.client.Client}, then
 * {@code ClientProtocol.onTurn}.
 */
package paloma.client;
