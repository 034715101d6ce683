/**
 * How threads and resources of the library begin and end: threads, openings in steps, bounded closes, and the log.
 * Start with {@link paloma.lifecycle.BoundedClose}.
 */
package paloma.lifecycle;
