/**
 * The pure half of a server: who has a session ({@link paloma.session.SessionTable},
 * {@link paloma.session.Admission}), what waits in it ({@link paloma.session.Mailbox}), how it reaches the handler
 * ({@link paloma.worker.HandlerInvoker}), and what was counted ({@link paloma.session.SessionCounters}). No socket, no thread, no
 * clock: time is a parameter in nanoseconds on a scale that the caller chose.
 */
package paloma.session;
