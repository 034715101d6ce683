/**
 * Events of Java Flight Recorder (JEP 328): sessions opened and closed, datagrams dropped, slow handlers.
 *
 * <p>The module {@code jdk.jfr} is optional. The event classes, {@code SessionOpened} and its like, are not loaded before
 * Flight Recorder is in use. An event that cannot be recorded is lost: no method here throws.
 *
 * <p>Cost, as CPU time of {@code TurnBenchmark}'s turn of 64 datagrams per message (JDK 17, medians of 25 x 10,000 turns, three
 * processes each, interleaved): 146 to 148 ns while no recording enables an event, 149 to 170 ns without this room; 65 ns
 * more with {@code HandlerCall} enabled, which are two readings of the clock. Neither allocates: 157 bytes per message in all
 * three. {@code SessionOpened} and {@code SessionClosed} together take 1.4 us of the reactor, and 173 bytes of the recording.
 *
 * <p>Owner: the thread that each type names. Imports: {@code paloma}, {@code paloma.lifecycle}. Start with
 * {@link paloma.jfr.SessionEvents}.
 */
package paloma.jfr;
