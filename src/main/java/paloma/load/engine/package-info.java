/**
 * The load generator's core: sends messages that are due and checks each answer. Owned by the reactor thread, without
 * sockets; may import {@code paloma}, {@code lifecycle}, {@code reactor}, {@code load.plan} and {@code load.report}. Start with
 * {@link paloma.load.engine.LoadEngine}.
 */
package paloma.load.engine;
