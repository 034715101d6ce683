/**
 * The load generator. It sits on the reactor itself: a public client makes a copy of every answer and a future of every
 * request, which at 100,000 messages a second would cost more than the server that is to be measured.
 *
 * <pre>{@code
 * Plan ──ClientRange──▶ LoadWorker: LocalWorker here, or RemoteWorker ═lines═ Part with a Rig there ──▶ Result ─┐
 *                                                                                         ├─ plus ─▶ Report
 *                                              Fleet starts them all together ──▶ Result ─┘
 *
 * in a LocalWorker, on one reactor thread, without an object for a message:
 * Rhythm (OpenLoop: Schedule, Turntable; ClosedLoop) ──who, when──▶ Player ──Script──▶ Seat ──▶ kernel
 *                                                    Notes ◀── Player ◀──Checker── Seat ◀── kernel
 * }</pre>
 */
package paloma.load.run;
