/**
 * The contract of Paloma, UDP sessions for Java.
 * The handler's types are {@link paloma.Session}, {@link paloma.Handler} and {@link paloma.Filter}; {@link paloma.Limits}
 * are the bounds of a server, {@link paloma.TransportChoice} its system calls; {@link paloma.Counters}, {@link
 * paloma.Counter} and the four reasons account for every datagram; {@link paloma.ServerStatus} adds what else a monitoring
 * system reads.
 *
 * <pre>{@code
 * kernel ──receive──▶ Reactor's one direct buffer ─▶ is the source acceptable? ──no──▶ count the reason
 *                     all that came, then one by one      │ yes
 *                      SessionTable: find the session, or admit a new one ──refused──▶ count the reason
 *                                                         │
 *                      Mailbox.offer(copy) ──full──▶ count the reason
 *                                                         │ first one waiting? the session is ready
 *       end of the turn: all ready sessions go to the WorkerPool in one hand-over
 *                                                         │
 *       worker: handler.onMessage(session, message), one message at a time per session, in order
 *                                                         │ session.send(reply)
 * kernel ◀──send── straight from the worker; the kernel is full? ─▶ Outbox, drained by the reactor on OP_WRITE
 * }</pre>
 *
 * <p>Owner: any thread; filters and handlers run where their Javadoc says. Imports: nothing of Paloma. Start with
 * {@link paloma.Session}.
 *
 * <p>The Javadoc of every type opens with its thread: <em>Reactor-owned</em>, <em>Worker-owned while running</em>, <em>Any
 * thread</em>, <em>Immutable</em>, or <em>Main thread</em>.
 */
package paloma;
