/**
 * The load generator's core, without sockets and clocks: sends what is due and checks each answer.
 * Start with {@link paloma.load.engine.LoadEngine}.
 */
package paloma.load.engine;
