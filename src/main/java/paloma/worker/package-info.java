/**
 * Runs user code: the reactor hands ready sessions over, a worker runs one session at a time. With no workers the reactor
 * runs the handlers itself ({@link paloma.worker.InlineExecutor}).
 *
 * <p>Each worker thread owns its {@link paloma.worker.HandlerInvoker}; the reactor owns its
 * {@link paloma.worker.HandOver}. May import
 * {@code paloma}, {@code paloma.lifecycle}, {@code paloma.session} and {@code paloma.jfr}.
 *
 * <p>Start with {@link paloma.worker.HandlerInvoker}, then {@link paloma.worker.HandOver} and
 * {@link paloma.worker.WorkerPool}.
 */
package paloma.worker;
