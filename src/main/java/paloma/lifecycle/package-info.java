/**
 * The lifecycle of threads and resources: the library's threads, opening in steps, bounded closes, deadlines, and
 * the log. Any thread may use it; it may import {@code paloma}. Start with {@link paloma.lifecycle.BoundedClose}.
 */
package paloma.lifecycle;
