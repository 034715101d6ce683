/**
 * Events of Java Flight Recorder (JEP 328): sessions opened and closed, datagrams dropped, slow handlers.
 *
 * <p>The module {@code jdk.jfr} is optional. The event classes, {@code SessionOpened} and its like, are not loaded before
 * Flight Recorder is in use. An event that cannot be recorded is lost: no method here throws.
 *
 * <p>Cost in processor time per message, in turns of 64 datagrams as in {@code TurnBenchmark} (JDK 17, medians of three processes,
 * interleaved): 115 to 141 ns while Flight Recorder is not in use, 118 to 156 ns without this package; 179 to 190 ns with
 * {@code HandlerCall} enabled, which reads the clock twice. {@code make message-allocation} prints 256 to 257 bytes with
 * {@code workers(0)} and 281 to 283 with the pool, with this package and without it. {@code SessionOpened} and {@code
 * SessionClosed} together take 1.4 µs of the reactor per session, and 173 bytes of the recording.
 *
 * <p>Owner: the thread that each type names. Imports: {@code paloma}, {@code paloma.lifecycle}. Start with
 * {@link paloma.jfr.SessionEvents}.
 */
package paloma.jfr;
