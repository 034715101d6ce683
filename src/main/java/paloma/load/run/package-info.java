/**
 * Runs the load generator: processes, sockets, threads, and the record of a run. Each worker's sockets share one reactor
 * thread. May import {@code paloma}, {@code lifecycle}, {@code net}, {@code reactor}, and the other rooms of the load
 * generator. Start with {@link paloma.load.run.LoadTest}.
 *
 * <p>It is built on the reactor instead of the public client, which copies every answer and creates a future for every
 * request.
 *
 * <pre>{@code
 * Plan ──ClientRange──▶ LoadWorker: LocalWorker here, or RemoteWorker ═lines═ WorkerMain with a LocalWorker ──▶ Result ─┐
 *                                                                                                                      ├─ plus ─▶ LoadReport
 *                                                     LoadTest starts them all together ──────────────────────▶ Result ─┘
 *
 * in a LocalWorker, on one reactor thread, without an object for a message:
 *
 * a turn     WakeupTimer, or the engine's deadline ──▶ EngineTask ──▶ LoadEngine
 * a message  LoadEngine ──▶ Pacing (OpenLoop: Schedule, ClientOrder; ClosedLoop) ──client, time──▶ MessageCodec
 *                                                                     ──▶ ClientSockets ──▶ ClientSocket ──▶ kernel
 * an answer  kernel ──▶ ClientSocket ──▶ LoadEngine ──number──▶ AnswerChecker ──outcome──▶ ResultRecorder ──▶ MessageListener
 * }</pre>
 */
package paloma.load.run;
