/**
 * Metrics, probes, report and live page of a server over HTTP, on the JDK's module {@code jdk.httpserver}.
 *
 * <p>Owner: none, any thread may call; requests run on two threads of their own. Imports: the contract, the server, its
 * report. Start with {@link paloma.http.StatusServer}.
 */
package paloma.http;
