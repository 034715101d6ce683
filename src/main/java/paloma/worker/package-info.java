/**
 * The threads that run user code: the reactor hands ready sessions over, a worker runs one session at a time.
 * Start with {@link paloma.worker.HandlerInvoker}.
 */
package paloma.worker;
