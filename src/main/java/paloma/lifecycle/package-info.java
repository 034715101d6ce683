/**
 * Start and end of threads and resources: the thread class, cleanup after a failed open, bounded closes, the log, and the
 * version.
 *
 * <p>Owner: none, any thread may call. Imports: nothing of Paloma. Start with {@link paloma.lifecycle.BoundedClose}.
 */
package paloma.lifecycle;
