/**
 * The report of a server as JSON, which the command line writes to files and HTTP serves.
 *
 * <p>Owner: none, any thread may call. Imports: the contract and the server. Start with {@link paloma.report.ServerReport}.
 */
package paloma.report;
